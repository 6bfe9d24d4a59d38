package dev.tradewitness.verifier.check;

import dev.tradewitness.evidence.timestamp.StampTime;
import dev.tradewitness.evidence.timestamp.TimeStamp;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.trust.Reach;
import dev.tradewitness.verifier.trust.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// When each batch is first proven to have existed. A signer states any time he likes; a time-stamp
/// that holds is somebody else's word. Of several the most independent counts, then the earliest.
public final class ProvenTimes {

  private final Map<String, Proven> byBatch;

  /// @param time of the time-stamp that proves it
  /// @param reach how independent the authority is
  public record Proven(Batch batch, StampTime time, Reach reach) {

    /// The batch existed at this time at the latest.
    public Instant latest() {
      return time.latest();
    }

    /// Between the time that the signer states and the one that is proven; never negative.
    public Duration delay() {
      Duration delay = Duration.between(batch.closedAt(), latest());
      return delay.isNegative() ? Duration.ZERO : delay;
    }

    private boolean isBetterThan(Proven other) {
      int reaches = reach.compareTo(other.reach);
      return reaches != 0 ? reaches > 0 : latest().isBefore(other.latest());
    }
  }

  private ProvenTimes(Map<String, Proven> byBatch) {
    this.byBatch = byBatch;
  }

  public static ProvenTimes of(Evidence evidence, Trust trust) {
    Map<String, Proven> best = new HashMap<>();
    for (TimeStamps.Stamped stamped : TimeStamps.confirmed(evidence)) {
      Optional<StampTime> time = stamped.stamp().flatMap(TimeStamp::time);
      if (time.isPresent() && TimeStamps.faults(stamped, evidence, trust).isEmpty()) {
        best.merge(
            stamped.batch().batchId(),
            new Proven(stamped.batch(), time.get(), TimeStamps.reach(stamped, trust)),
            (one, other) -> other.isBetterThan(one) ? other : one);
      }
    }
    return new ProvenTimes(best);
  }

  /// Empty when no time-stamp of the batch holds.
  public Optional<Proven> of(Batch batch) {
    return of(batch.batchId());
  }

  /// How independent the best anchor of a batch is.
  public Reach reach(Batch batch) {
    return of(batch).map(Proven::reach).orElse(Reach.NONE);
  }

  /// How independent the anchors of every batch are at least.
  public Reach least(Evidence evidence) {
    return evidence.batches().stream().map(this::reach).min(Reach::compareTo).orElse(Reach.NONE);
  }

  public Optional<Proven> of(String batchId) {
    return Optional.ofNullable(byBatch.get(batchId));
  }
}
