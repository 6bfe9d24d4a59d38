package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.exposure.OrderEvent;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import org.jspecify.annotations.Nullable;

/// Somebody reports that something happened to an order.
///
/// @param client null when the report does not say; then the id alone has to tell
/// @param source where it came from, for people
public record OrderReport(
    @Nullable ClientId client, ClientOrderId id, OrderEvent event, String source) {}
