/// Samples of the measured processes: CPU, heap, collections, queues.
@NullMarked
package dev.tradewitness.benchmarks.watch;

import org.jspecify.annotations.NullMarked;
