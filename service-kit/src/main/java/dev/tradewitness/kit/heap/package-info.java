/// The bounds of what a service holds in memory, held against its heap.
@NullMarked
package dev.tradewitness.kit.heap;

import org.jspecify.annotations.NullMarked;
