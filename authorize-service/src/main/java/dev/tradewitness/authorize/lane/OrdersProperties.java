package dev.tradewitness.authorize.lane;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param reservationLife how long a DAY order holds its reservation when nothing closes it: a
///   trading day and the time after it in which its close may still be reported
/// @param timeInForce how long the others hold theirs
/// @param answerDeadline how long a caller waits for the commit; beyond it the answer is 503 and
///   the decision may still commit; repeating the request returns it
/// @param openOrdersMax open orders of all lanes; beyond it the answer is 503 `ORDERS_FULL`;
///   absent: what the heap holds
/// @param holdingsMax pairs of an account and a symbol with anything open or held; beyond it the
///   answer is 503 `ORDERS_FULL`; absent: what the heap holds
/// @param ordersRememberedMax orders of which a repetition is recognized in memory; beyond it the
///   journal is asked about those that may be repetitions; absent: what the heap holds
/// @param ordersForgottenMax orders beyond those, inside the idempotency window, that filters tell
///   from new ones; beyond it the filters get coarser, and the journal is asked about more new
///   orders; absent: what the other bounds leave of the heap's half
/// @param executionsRememberedMax executions of all open and recently closed orders, an order with
///   any counting as five more; beyond it the answer to orders is 503 `ORDERS_FULL`, and a quarter
///   beyond it executions of orders that stay open get 503 `EXECUTIONS_FULL`; absent: what the heap
///   holds
/// @param executionsPerOrderMax executions counted for one order; beyond it a fill is refused as
///   `TOO_MANY_EXECUTIONS`, because every one is kept to recognize a repetition
/// @param recentOrders decisions of all lanes that memory keeps whole, to answer repetitions
///   without the journal; absent: what the heap holds
/// @param sweepInterval how often reservations at their deadline are looked for
/// @param duplicateWindow within which orders that are the same but for their ids are counted, a
///   second to a minute
@ConfigurationProperties(prefix = "tradewitness.authorize.orders", ignoreUnknownFields = false)
public record OrdersProperties(
    @DefaultValue("24h") Duration reservationLife,
    @DefaultValue TimeInForceProperties timeInForce,
    @DefaultValue("2s") Duration answerDeadline,
    @Nullable Integer openOrdersMax,
    @Nullable Integer holdingsMax,
    @Nullable Integer ordersRememberedMax,
    @Nullable Integer ordersForgottenMax,
    @Nullable Integer executionsRememberedMax,
    @DefaultValue("10000") int executionsPerOrderMax,
    @Nullable Integer recentOrders,
    @DefaultValue("1s") Duration sweepInterval,
    @DefaultValue("10s") Duration duplicateWindow) {

  private static final Duration DUPLICATE_WINDOW_MIN = Duration.ofSeconds(1);
  private static final Duration DUPLICATE_WINDOW_MAX = Duration.ofMinutes(1);

  public OrdersProperties {
    if (duplicateWindow.compareTo(DUPLICATE_WINDOW_MIN) < 0
        || duplicateWindow.compareTo(DUPLICATE_WINDOW_MAX) > 0) {
      throw new IllegalArgumentException(
          "orders.duplicate-window is %s to %s, not %s"
              .formatted(DUPLICATE_WINDOW_MIN, DUPLICATE_WINDOW_MAX, duplicateWindow));
    }
  }

  /// The bounds of the state, as set or as the heap takes them.
  ///
  /// @throws IllegalStateException naming bounds and heap when the heap cannot hold them
  public StateBounds bounds(long maxHeapBytes) {
    StateBounds byHeap = StateBounds.ofHeap(maxHeapBytes);
    StateBounds bounds =
        new StateBounds(
            Objects.requireNonNullElse(openOrdersMax, byHeap.openOrders()),
            Objects.requireNonNullElse(holdingsMax, byHeap.holdings()),
            Objects.requireNonNullElse(ordersRememberedMax, byHeap.rememberedIds()),
            Objects.requireNonNullElse(executionsRememberedMax, byHeap.executions()),
            Objects.requireNonNullElse(recentOrders, byHeap.recentOrders()),
            Objects.requireNonNullElse(ordersForgottenMax, 1));
    if (ordersForgottenMax == null) {
      bounds = bounds.withFiltersFor(maxHeapBytes);
    }
    bounds.requireHeap(maxHeapBytes);
    return bounds;
  }
}
