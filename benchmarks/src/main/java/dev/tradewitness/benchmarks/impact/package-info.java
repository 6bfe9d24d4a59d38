/// What capturing costs a trading system: the same orders with and without each capture point, in
/// short blocks by turns.
@NullMarked
package dev.tradewitness.benchmarks.impact;

import org.jspecify.annotations.NullMarked;
