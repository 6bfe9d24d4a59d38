/// What the service knows about itself: counters, conditions, partitions, the 30 s statistics log.
@NullMarked
package dev.tradewitness.vpin.vitals;

import org.jspecify.annotations.NullMarked;
