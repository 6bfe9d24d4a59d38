/// Hours of mixed load at a rate the stack can hold, and the verdict whether it held it.
@NullMarked
package dev.tradewitness.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
