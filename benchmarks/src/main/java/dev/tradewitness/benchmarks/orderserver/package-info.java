/// A trading system's small order server, in a process of its own, for measuring what capturing
/// costs it.
@NullMarked
package dev.tradewitness.benchmarks.orderserver;

import org.jspecify.annotations.NullMarked;
