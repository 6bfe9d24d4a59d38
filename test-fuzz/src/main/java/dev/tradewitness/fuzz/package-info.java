/// For tests: what a fuzz target is given in the build. Long runs are Jazzer's.
@NullMarked
package dev.tradewitness.fuzz;

import org.jspecify.annotations.NullMarked;
