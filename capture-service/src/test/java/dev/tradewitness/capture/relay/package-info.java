@NullMarked
package dev.tradewitness.capture.relay;

import org.jspecify.annotations.NullMarked;
