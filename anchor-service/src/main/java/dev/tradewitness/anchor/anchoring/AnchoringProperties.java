package dev.tradewitness.anchor.anchoring;

import dev.tradewitness.anchor.log.Tier;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How anchor jobs are worked through. The backoff doubles from `first` to `cap`; each pause is
/// shortened by up to a fifth at random.
///
/// @param pollInterval how often due jobs are looked for
/// @param jobsAtOnce most requests on their way to one target at a time
/// @param openFor how long a target is left alone after half of its last submissions failed
@ConfigurationProperties(prefix = "tradewitness.anchor.anchoring", ignoreUnknownFields = false)
record AnchoringProperties(
    @DefaultValue("250ms") Duration pollInterval,
    @DefaultValue("16") int jobsAtOnce,
    @DefaultValue("30s") Duration openFor,
    @DefaultValue Silver silver,
    @DefaultValue Gold gold,
    @DefaultValue Platinum platinum) {

  // VCP v1.2, annex VSO-SPEC-CHANGE-001: first backoff and cap by tier.

  record Silver(@DefaultValue("10m") Duration first, @DefaultValue("2h") Duration cap) {}

  record Gold(@DefaultValue("1m") Duration first, @DefaultValue("10m") Duration cap) {}

  record Platinum(@DefaultValue("10s") Duration first, @DefaultValue("2m") Duration cap) {}

  Backoff backoff(Tier tier) {
    return switch (tier) {
      case SILVER -> new Backoff(silver.first(), silver.cap());
      case GOLD -> new Backoff(gold.first(), gold.cap());
      case PLATINUM -> new Backoff(platinum.first(), platinum.cap());
    };
  }
}
