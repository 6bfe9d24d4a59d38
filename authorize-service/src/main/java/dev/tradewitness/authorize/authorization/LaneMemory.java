package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.Pending;
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
  private long forgotten;

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
    while (ended.size() > max && eldest.next().since().isCommitted()) {
      eldest.remove();
      forgotten++;
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

  /// Counts up with every ended order that is forgotten.
  long forgotten() {
    return forgotten;
  }

  void clear() {
    decisions.clear();
    ended.clear();
    forgotten++;
  }
}
