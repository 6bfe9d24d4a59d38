@NullMarked
package dev.tradewitness.capture.intake;

import org.jspecify.annotations.NullMarked;
