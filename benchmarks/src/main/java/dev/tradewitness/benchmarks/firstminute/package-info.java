/// Benchmark of a stack's start and of the first minutes after it.
@NullMarked
package dev.tradewitness.benchmarks.firstminute;

import org.jspecify.annotations.NullMarked;
