package dev.tradewitness.vpin.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param outputTopic metrics, keyed by pair
/// @param waitingMax fresh metrics held in memory for each partition; beyond it they are read back
///   from the table
/// @param batchMax metrics sent before their acknowledgements are awaited
/// @param retryDelay first wait after a failure; doubles up to `retryDelayMax`
@ConfigurationProperties(prefix = "tradewitness.vpin.publish", ignoreUnknownFields = false)
record PublishProperties(
    @DefaultValue("crypto.microstructure.vpin") String outputTopic,
    @DefaultValue("20000") int waitingMax,
    @DefaultValue("5000") int batchMax,
    @DefaultValue("250ms") Duration retryDelay,
    @DefaultValue("5s") Duration retryDelayMax) {

  PublishProperties {
    if (outputTopic.isBlank() || waitingMax < 1 || batchMax < 1) {
      throw new IllegalArgumentException(
          "output topic must not be blank, waiting-max and batch-max must be positive");
    }
    if (!retryDelay.isPositive() || !retryDelayMax.isPositive()) {
      throw new IllegalArgumentException("retry delays must be positive");
    }
  }
}
