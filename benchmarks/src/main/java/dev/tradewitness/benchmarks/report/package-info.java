/// What a run prints and writes.
@NullMarked
package dev.tradewitness.benchmarks.report;

import org.jspecify.annotations.NullMarked;
