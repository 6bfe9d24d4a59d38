package dev.tradewitness.authorize.control;

import java.math.BigDecimal;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Prices at which market orders and sells are valued.
///
/// @param prices by symbol; a market order in any other symbol is blocked
/// @param collar part of the price that is added, so that the reservation covers a worse fill
/// @param requiredForSells blocks sell limit orders in symbols without a reference price. When
///   false, such an order is valued at its limit, which is the least it can fill at.
@ConfigurationProperties(prefix = "tradewitness.authorize.reference", ignoreUnknownFields = false)
public record ReferenceProperties(
    @DefaultValue Map<String, BigDecimal> prices,
    @DefaultValue("0.05") BigDecimal collar,
    @DefaultValue("true") boolean requiredForSells) {}
