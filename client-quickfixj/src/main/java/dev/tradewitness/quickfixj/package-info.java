/// Records the messages of a FIX engine from its own process.
@NullMarked
package dev.tradewitness.quickfixj;

import org.jspecify.annotations.NullMarked;
