package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.TimeInForce;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long orders hold their reservation that are not DAY orders.
///
/// @param whenAbsent counts for an order that names no time in force; not GTD
/// @param immediateLife of IOC and FOK orders; as long as a DAY order's by default, because no
///   report may be able to come while Kafka or a venue is away, and a filled order would be
///   released
/// @param gtdGrace how long after its expire time the close of a GTD order may still be reported
/// @param gtdAheadMax how far ahead the expire time of a new order may lie, at most 100 years
public record TimeInForceProperties(
    @DefaultValue("DAY") TimeInForce whenAbsent,
    @DefaultValue("24h") Duration immediateLife,
    @DefaultValue("1h") Duration gtdGrace,
    @DefaultValue("366d") Duration gtdAheadMax) {

  private static final Duration LONGEST = Duration.ofDays(36_525);

  public TimeInForceProperties {
    if (whenAbsent == TimeInForce.GTD) {
      throw new IllegalArgumentException(
          "when-absent is not GTD: an order that names no time in force has no expire time");
    }
    requireBetween("immediate-life", immediateLife, Duration.ofSeconds(1));
    requireBetween("gtd-grace", gtdGrace, Duration.ZERO);
    requireBetween("gtd-ahead-max", gtdAheadMax, Duration.ofSeconds(1));
  }

  private static void requireBetween(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s is between %s and %s, got %s".formatted(name, least, LONGEST, value));
    }
  }
}
