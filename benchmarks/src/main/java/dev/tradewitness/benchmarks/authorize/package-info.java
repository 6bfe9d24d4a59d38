/// Benchmark of authorize-service.
@NullMarked
package dev.tradewitness.benchmarks.authorize;

import org.jspecify.annotations.NullMarked;
