/// Raw limits of the same machine: disk, an echo server, a row-lock transaction.
@NullMarked
package dev.tradewitness.benchmarks.probe;

import org.jspecify.annotations.NullMarked;
