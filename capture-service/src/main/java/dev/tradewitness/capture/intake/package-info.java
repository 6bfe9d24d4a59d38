/// The only way in: bounds how much is under way and how long a caller waits, and gives each event
/// its receipt.
@NullMarked
package dev.tradewitness.capture.intake;

import org.jspecify.annotations.NullMarked;
