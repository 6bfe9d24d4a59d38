/// What the tap takes and refuses, without a Kafka.
@NullMarked
package dev.tradewitness.capture.decode.redis;

import org.jspecify.annotations.NullMarked;
