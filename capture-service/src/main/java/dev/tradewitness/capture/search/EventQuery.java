package dev.tradewitness.capture.search;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is looked for: every given member must match.
///
/// @param from earliest `received_at`, inclusive
/// @param to latest `received_at`, exclusive
/// @param limit 1 to [#LIMIT_MAX]
/// @param after where the previous page ended
public record EventQuery(
    @Nullable String policyId,
    @Nullable UUID traceId,
    @Nullable String symbol,
    @Nullable String eventType,
    @Nullable String orderId,
    @Nullable String accountId,
    @Nullable Instant from,
    @Nullable Instant to,
    int limit,
    @Nullable Cursor after) {

  public static final int LIMIT_MAX = 500;
  public static final int LIMIT_DEFAULT = 50;

  public EventQuery {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("limit is 1 to %d, got %d".formatted(LIMIT_MAX, limit));
    }
  }
}
