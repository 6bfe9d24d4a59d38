package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.token.TokenForm;
import java.util.UUID;

/// An order that is to be authorized.
///
/// @param form in which the caller wants the token
public record OrderSubmission(ClientId client, Order order, UUID traceId, TokenForm form) {}
