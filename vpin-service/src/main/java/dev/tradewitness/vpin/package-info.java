/// Streaming order-flow toxicity per pair, exactly once in effect.
@NullMarked
package dev.tradewitness.vpin;

import org.jspecify.annotations.NullMarked;
