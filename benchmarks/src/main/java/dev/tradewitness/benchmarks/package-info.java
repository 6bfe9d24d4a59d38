/// Benchmarks of a running stack, as a program of its own.
@NullMarked
package dev.tradewitness.benchmarks;

import org.jspecify.annotations.NullMarked;
