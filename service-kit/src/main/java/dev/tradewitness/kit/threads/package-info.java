/// Threads that a service cannot work without.
@NullMarked
package dev.tradewitness.kit.threads;

import org.jspecify.annotations.NullMarked;
