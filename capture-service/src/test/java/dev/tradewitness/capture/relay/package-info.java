/// Tests of what is published and of how it comes back.
@NullMarked
package dev.tradewitness.capture.relay;

import org.jspecify.annotations.NullMarked;
