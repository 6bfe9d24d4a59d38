/// The command line.
@NullMarked
package dev.tradewitness.benchmarks.command;

import org.jspecify.annotations.NullMarked;
