package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.Pending;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a lane still knows about orders that hold nothing any more, newest last, so that repeated
/// requests and late reports seldom need the journal. Only what is durable is ever forgotten.
///
/// Owned by its lane: call only under the lane's lock.
final class LaneMemory {

  /// An ended order and the row that ended it.
  record Ended(OrderState state, Pending since) {}

  private final int max;
  private final Map<Long, Pending> decisions = new LinkedHashMap<>();
  private final Map<Long, Ended> ended = new LinkedHashMap<>();
  private final Map<Long, Integer> pinned = new HashMap<>();

  LaneMemory(int max) {
    this.max = max;
  }

  void rememberDecision(long sequence, Pending decision) {
    decisions.put(sequence, decision);
    Iterator<Pending> eldest = decisions.values().iterator();
    while (decisions.size() > max && eldest.next().isCommitted()) {
      eldest.remove();
    }
  }

  void forgetDecision(long sequence) {
    decisions.remove(sequence);
  }

  @Nullable Pending decision(long sequence) {
    return decisions.get(sequence);
  }

  void rememberEnded(long sequence, OrderState state, Pending since) {
    ended.remove(sequence);
    ended.put(sequence, new Ended(state, since));
    Iterator<Ended> eldest = ended.values().iterator();
    while (ended.size() > max && isForgettable(eldest.next())) {
      eldest.remove();
    }
  }

  /// Puts back what was remembered before.
  void restoreEnded(long sequence, @Nullable Ended before) {
    if (before == null) {
      ended.remove(sequence);
    } else {
      ended.put(sequence, before);
    }
  }

  @Nullable Ended ended(long sequence) {
    return ended.get(sequence);
  }

  /// Keeps what happens to this order from now on.
  void pin(long sequence) {
    pinned.merge(sequence, 1, Integer::sum);
  }

  void unpin(long sequence) {
    pinned.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
  }

  private boolean isForgettable(Ended eldest) {
    return eldest.since().isCommitted() && !pinned.containsKey(eldest.state().key().sequence());
  }

  void clear() {
    decisions.clear();
    ended.clear();
  }
}
