@NullMarked
package dev.tradewitness.quickfixj;

import org.jspecify.annotations.NullMarked;
