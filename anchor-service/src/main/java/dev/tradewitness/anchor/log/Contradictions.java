package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What others claim instead of a log's leaves. Kept in the transaction that reads past it, so that
/// no crash loses it, up to a bound for each log; what goes beyond is counted.
final class Contradictions {

  private final LogStore store;
  private final int max;
  private final Counter dropped;

  Contradictions(LogStore store, int max, MeterRegistry meters) {
    this.store = store;
    this.max = max;
    this.dropped = meters.counter("tradewitness.anchor.contradictions.dropped");
  }

  /// Those of a plan, in the order they came.
  List<Contradiction> in(LogHead head, ArrivalPlan plan) {
    var found = new ArrayList<Contradiction>();
    Leaf clash = plan.clash();
    if (clash != null) {
      found.add(new Contradiction(clash, null));
      found.add(
          new Contradiction(
              plan.next().get(Math.toIntExact(clash.sequence() - head.size())), null));
    }
    if (plan.repeats().isEmpty()) {
      return found;
    }
    Map<Long, Hash> held =
        store.eventHashes(
            head.logNo(), plan.repeats().stream().map(Leaf::sequence).distinct().toList());
    for (Leaf repeat : plan.repeats()) {
      Hash known = held.get(repeat.sequence());
      if (known != null && !known.equals(repeat.eventHash())) {
        found.add(new Contradiction(repeat, known));
      }
    }
    return found;
  }

  /// @return those that were not known before; beyond the bound nobody can tell, so all are
  List<Contradiction> keep(
      LogHead head, List<Contradiction> found, boolean byCapture, Instant now) {
    if (found.isEmpty()) {
      return found;
    }
    int room = max - store.countContradictions(head.logNo());
    var fresh = new ArrayList<Contradiction>();
    for (Contradiction contradiction : found) {
      if (fresh.size() >= room) {
        dropped.increment();
        fresh.add(contradiction);
      } else if (store.insertContradiction(head.logNo(), contradiction, byCapture, now)) {
        fresh.add(contradiction);
      }
    }
    return fresh;
  }

  /// Empty when the bound was reached.
  Optional<List<Long>> sequences(int logNo) {
    return store.countContradictions(logNo) < max
        ? Optional.of(store.contradictedSequences(logNo))
        : Optional.empty();
  }
}
