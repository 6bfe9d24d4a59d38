package dev.tradewitness.vpin.vitals;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param statisticsInterval time between two statistics in the log
@ConfigurationProperties(prefix = "tradewitness.vpin.vitals", ignoreUnknownFields = false)
record VitalsProperties(@DefaultValue("30s") Duration statisticsInterval) {

  VitalsProperties {
    if (!statisticsInterval.isPositive()) {
      throw new IllegalArgumentException("statistics interval must be positive");
    }
  }
}
