@NullMarked
package dev.tradewitness.fix;

import org.jspecify.annotations.NullMarked;
