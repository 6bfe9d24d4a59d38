package dev.tradewitness.vpin.state;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long metrics are kept.
///
/// @param retention published metrics older than this are deleted; zero keeps everything
/// @param retentionInterval time between two deletions
/// @param retentionRowsMax rows deleted in one statement
@ConfigurationProperties(prefix = "tradewitness.vpin.state", ignoreUnknownFields = false)
record StateProperties(
    @DefaultValue("90d") Duration retention,
    @DefaultValue("10m") Duration retentionInterval,
    @DefaultValue("10000") int retentionRowsMax) {

  StateProperties {
    if (retention.isNegative() || !retentionInterval.isPositive() || retentionRowsMax < 1) {
      throw new IllegalArgumentException(
          "retention must not be negative, its interval and rows must be positive");
    }
  }
}
