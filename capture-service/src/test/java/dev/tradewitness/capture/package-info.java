/// Shows capture-service as a whole, on real servers.
@NullMarked
package dev.tradewitness.capture;

import org.jspecify.annotations.NullMarked;
