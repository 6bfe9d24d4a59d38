package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import java.util.UUID;

/// An order that somebody asks about.
public record OrderSubmission(ClientId client, Order order, UUID traceId) {}
