/// The FIX door: accepts drop copies and stores each application message before the session counts
/// it as received.
@NullMarked
package dev.tradewitness.capture.source.fix;

import org.jspecify.annotations.NullMarked;
