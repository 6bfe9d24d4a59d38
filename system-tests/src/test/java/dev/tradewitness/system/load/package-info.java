/// Bounded, seeded clients that repeat until they are answered and remember exactly what was
/// acknowledged.
@NullMarked
package dev.tradewitness.system.load;

import org.jspecify.annotations.NullMarked;
