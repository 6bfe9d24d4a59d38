package dev.tradewitness.authorize.control;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Prices at which market orders and sells are valued, and from which price collars are measured.
///
/// @param prices by symbol, without a time; a price that was sent for the symbol stands over it
/// @param collar part of the price that is added, so that the reservation covers a worse fill
/// @param requiredForSells blocks sell limit orders in symbols without a reference price. When
///   false, such an order is valued at its limit, which is the least it can fill at.
/// @param maxAge an older price counts as none where one is needed
/// @param symbolsMax symbols that may have a price that was sent
/// @param batchesKept how long prices that do not count any more are kept
@ConfigurationProperties(prefix = "tradewitness.authorize.reference", ignoreUnknownFields = false)
public record ReferenceProperties(
    @DefaultValue Map<String, BigDecimal> prices,
    @DefaultValue("0.05") BigDecimal collar,
    @DefaultValue("true") boolean requiredForSells,
    @DefaultValue("1h") Duration maxAge,
    @DefaultValue("20000") int symbolsMax,
    @DefaultValue("30d") Duration batchesKept) {

  public ReferenceProperties {
    requirePositive("max-age", maxAge);
    requirePositive("batches-kept", batchesKept);
    if (symbolsMax < 1) {
      throw new IllegalArgumentException("reference.symbols-max is not above zero: " + symbolsMax);
    }
  }

  private static void requirePositive(String name, Duration duration) {
    if (!duration.isPositive() || duration.compareTo(Duration.ofDays(36_500)) > 0) {
      throw new IllegalArgumentException(
          "reference.%s is not within 1 ns to 36500 days: %s".formatted(name, duration));
    }
  }
}
