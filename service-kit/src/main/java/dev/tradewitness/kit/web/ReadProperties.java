package dev.tradewitness.kit.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Bounds of what readers ask for.
///
/// @param sizeMax memory for answers that are being made or sent, all together; a quarter of it is
///   kept for small ones
/// @param patience how long a read waits for that memory
/// @param timeMax how long the service may wait for a reader to take its answer, besides what its
///   length allows for
/// @param rateMin a reader gets a second more for each so many bytes that it has taken
@ConfigurationProperties(prefix = "tradewitness.reads", ignoreUnknownFields = false)
record ReadProperties(
    @DefaultValue("48MB") DataSize sizeMax,
    @DefaultValue("1s") Duration patience,
    @DefaultValue("10s") Duration timeMax,
    @DefaultValue("256KB") DataSize rateMin) {

  ReadProperties {
    if (rateMin.toBytes() < 1) {
      throw new IllegalArgumentException("rate-min is at least one byte, not " + rateMin);
    }
  }
}
