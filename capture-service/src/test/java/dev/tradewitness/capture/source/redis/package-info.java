/// What the tap takes and refuses, without a Kafka.
@NullMarked
package dev.tradewitness.capture.source.redis;

import org.jspecify.annotations.NullMarked;
