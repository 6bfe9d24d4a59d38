/// The program behind `./tradewitness`.
@NullMarked
package dev.tradewitness.launcher;

import org.jspecify.annotations.NullMarked;
