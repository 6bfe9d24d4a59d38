package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import java.util.UUID;

/// An order that is to be authorized.
public record OrderSubmission(ClientId client, Order order, UUID traceId) {}
