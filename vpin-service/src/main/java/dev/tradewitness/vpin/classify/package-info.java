/// Decides which share of a trade was bought. Pure: no clock, no framework, nothing allocated per
/// trade.
@NullMarked
package dev.tradewitness.vpin.classify;

import org.jspecify.annotations.NullMarked;
