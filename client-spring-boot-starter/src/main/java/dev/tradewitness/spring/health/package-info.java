/// The state of the way to capture, for the health endpoint.
@NullMarked
package dev.tradewitness.spring.health;

import org.jspecify.annotations.NullMarked;
