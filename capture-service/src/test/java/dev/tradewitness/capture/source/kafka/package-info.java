/// What the tap takes and refuses, without a Kafka.
@NullMarked
package dev.tradewitness.capture.source.kafka;

import org.jspecify.annotations.NullMarked;
