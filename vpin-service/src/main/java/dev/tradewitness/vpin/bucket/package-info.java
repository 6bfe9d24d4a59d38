/// Cuts a stream of trades into buckets of exactly equal volume. Pure: no clock, no framework.
@NullMarked
package dev.tradewitness.vpin.bucket;

import org.jspecify.annotations.NullMarked;
