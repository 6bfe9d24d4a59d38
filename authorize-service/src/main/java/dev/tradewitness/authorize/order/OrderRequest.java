package dev.tradewitness.authorize.order;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the body of an authorization request says.
///
/// @param client as named in the body, null when the body names none
/// @param traceId as given in the body, null when there is none or it is not a UUID
public record OrderRequest(Order order, @Nullable ClientId client, @Nullable UUID traceId) {}
