package dev.tradewitness.vpin.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param outputTopic metrics, keyed by pair
/// @param waitingMax fresh metrics held in memory for each partition; beyond it they are read back
///   from the table
/// @param batchMax metrics sent before their acknowledgements are awaited
/// @param ackTimeout wait for Kafka's acknowledgements; then everything not acknowledged is sent
///   anew by a new producer
/// @param retryDelay first wait after a failure; doubles up to `retryDelayMax`
@ConfigurationProperties(prefix = "tradewitness.vpin.publish", ignoreUnknownFields = false)
record PublishProperties(
    @DefaultValue("crypto.microstructure.vpin") String outputTopic,
    @DefaultValue("20000") int waitingMax,
    @DefaultValue("5000") int batchMax,
    @DefaultValue("60s") Duration ackTimeout,
    @DefaultValue("250ms") Duration retryDelay,
    @DefaultValue("5s") Duration retryDelayMax) {

  PublishProperties {
    if (outputTopic.isBlank() || waitingMax < 1 || batchMax < 1) {
      throw new IllegalArgumentException(
          "output topic must not be blank, waiting-max and batch-max must be positive");
    }
    if (!ackTimeout.isPositive() || !retryDelay.isPositive() || !retryDelayMax.isPositive()) {
      throw new IllegalArgumentException("ack timeout and retry delays must be positive");
    }
  }
}
