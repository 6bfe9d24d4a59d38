/// Benchmark of capture-service.
@NullMarked
package dev.tradewitness.benchmarks.capture;

import org.jspecify.annotations.NullMarked;
