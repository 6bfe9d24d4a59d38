package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.log.Tier;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When batches close. The interval counts from the first event of the open batch.
///
/// @param catchUp the least age of an open batch whose events are overdue already, so that a
///   backlog does not become a batch for every poll
/// @param pollInterval how often due batches are looked for
/// @param captureWait how long in a comparison nothing is signed while capture, whose batch records
///   are to be compared, does not answer
@ConfigurationProperties(prefix = "tradewitness.anchor.batch", ignoreUnknownFields = false)
public record BatchProperties(
    @DefaultValue("24h") Duration silver,
    @DefaultValue("1h") Duration gold,
    @DefaultValue("10m") Duration platinum,
    @DefaultValue("10s") Duration catchUp,
    @DefaultValue("1s") Duration pollInterval,
    @DefaultValue("1m") Duration captureWait) {

  public Duration interval(Tier tier) {
    return switch (tier) {
      case SILVER -> silver;
      case GOLD -> gold;
      case PLATINUM -> platinum;
    };
  }
}
