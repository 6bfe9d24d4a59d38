/// What two deployables say to each other: topics, headers, partitions, times and JSON shapes.
@NullMarked
package dev.tradewitness.common.wire;

import org.jspecify.annotations.NullMarked;
