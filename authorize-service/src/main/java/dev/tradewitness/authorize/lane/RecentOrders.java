package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.Pending;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Recent decisions, recently closed orders and recently redeemed tokens of one lane, so that
/// replays, late reports and second redemptions rarely read the journal. A bounded cache: only what
/// is durable is forgotten, the oldest first.
///
/// Owned by its lane: call only under the lane's lock.
final class RecentOrders {

  /// A closed order and the row that closed it or counted since.
  record Closed(OrderState state, Pending since) {}

  private final int max;
  private final int executionsMax;
  private final Map<Long, Pending> decisions = new LinkedHashMap<>();
  private final Map<Long, Pending> redemptions = new LinkedHashMap<>();
  private final Map<Long, Closed> closed = new LinkedHashMap<>();
  private final Map<Long, Integer> pinned = new HashMap<>();
  private long executions;

  /// @param max of each kind
  /// @param executionsMax executions of closed orders, as [StateBounds#executions] counts them
  RecentOrders(int max, int executionsMax) {
    this.max = max;
    this.executionsMax = executionsMax;
  }

  void rememberDecision(long sequence, Pending decision) {
    remember(decisions, sequence, decision);
  }

  private void remember(Map<Long, Pending> among, long sequence, Pending row) {
    among.put(sequence, row);
    Iterator<Pending> eldest = among.values().iterator();
    while (among.size() > max && eldest.next().isCommitted()) {
      eldest.remove();
    }
  }

  void forgetDecision(long sequence) {
    decisions.remove(sequence);
  }

  @Nullable Pending decision(long sequence) {
    return decisions.get(sequence);
  }

  /// @param sequence of the order's decision
  void rememberRedemption(long sequence, Pending redemption) {
    remember(redemptions, sequence, redemption);
  }

  void forgetRedemption(long sequence) {
    redemptions.remove(sequence);
  }

  @Nullable Pending redemption(long sequence) {
    return redemptions.get(sequence);
  }

  void rememberClosed(long sequence, OrderState state, Pending since) {
    replaceClosed(sequence, new Closed(state, since));
    Iterator<Closed> all = closed.values().iterator();
    while (closed.size() > max || executions > executionsMax) {
      Closed eldest = all.next();
      if (!isForgettable(eldest)) {
        return;
      }
      all.remove();
      executions -= weight(eldest);
    }
  }

  private void replaceClosed(long sequence, @Nullable Closed now) {
    executions -= weight(closed.remove(sequence));
    if (now != null) {
      closed.put(sequence, now);
      executions += weight(now);
    }
  }

  private static int weight(@Nullable Closed order) {
    return order == null ? 0 : order.state().executions().weight();
  }

  /// Puts back what was remembered before.
  void restoreClosed(long sequence, @Nullable Closed before) {
    replaceClosed(sequence, before);
  }

  @Nullable Closed closed(long sequence) {
    return closed.get(sequence);
  }

  /// Keeps the changes of this order from now on, beyond the bound.
  void pin(long sequence) {
    pinned.merge(sequence, 1, Integer::sum);
  }

  void unpin(long sequence) {
    pinned.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
  }

  private boolean isForgettable(Closed eldest) {
    return eldest.since().isCommitted() && !pinned.containsKey(eldest.state().key().sequence());
  }

  /// Forgets everything, pins too: what their readers load belongs to a state that is gone.
  void clear() {
    decisions.clear();
    redemptions.clear();
    closed.clear();
    pinned.clear();
    executions = 0;
  }

  /// What is remembered here and counts into the bounds of the state.
  LaneTotals.Sums sums() {
    return new LaneTotals.Sums(0, 0, 0, executions, 0);
  }
}
