/// Drills on the whole stack, each named after what goes wrong in it.
@NullMarked
package dev.tradewitness.system;

import org.jspecify.annotations.NullMarked;
