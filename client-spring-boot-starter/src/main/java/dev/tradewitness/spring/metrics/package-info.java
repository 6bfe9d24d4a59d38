/// What the client counts, as meters.
@NullMarked
package dev.tradewitness.spring.metrics;

import org.jspecify.annotations.NullMarked;
