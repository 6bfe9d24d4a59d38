/// The command line: which files, which trust roots, which form of answer.
@NullMarked
package dev.tradewitness.verifier;

import org.jspecify.annotations.NullMarked;
