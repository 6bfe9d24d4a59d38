/// Time that does not jump.
@NullMarked
package dev.tradewitness.kit.time;

import org.jspecify.annotations.NullMarked;
