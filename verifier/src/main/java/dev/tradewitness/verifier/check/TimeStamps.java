package dev.tradewitness.verifier.check;

import dev.tradewitness.evidence.timestamp.TimeStamp;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.trust.Reach;
import dev.tradewitness.verifier.trust.Standing;
import dev.tradewitness.verifier.trust.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The time-stamps that batch records claim to have.
final class TimeStamps {

  /// A confirmed RFC 3161 anchor with the response that the bundle holds for it.
  record Stamped(Batch batch, Batch.Anchor anchor, String path, Optional<TimeStamp> stamp) {}

  private TimeStamps() {}

  static List<Stamped> confirmed(Evidence evidence) {
    var all = new ArrayList<Stamped>();
    for (Batch batch : evidence.batches()) {
      for (Batch.Anchor anchor : batch.anchors()) {
        if (anchor.isConfirmedTimeStamp()) {
          all.add(
              new Stamped(
                  batch,
                  anchor,
                  Evidence.timeStampPath(batch, anchor),
                  evidence.timeStamp(batch, anchor)));
        }
      }
    }
    return all;
  }

  /// How independent its authority is; NONE when its signature does not hold.
  static Reach reach(Stamped stamped, Trust trust) {
    return stamped
        .stamp()
        .flatMap(TimeStamp::token)
        .map(token -> trust.standing(stamped.anchor(), token))
        .map(standing -> standing instanceof Standing.Holds(Reach reach) ? reach : Reach.NONE)
        .orElse(Reach.NONE);
  }

  /// What any of the three checks on time-stamps has against one.
  static List<Finding> faults(Stamped stamped, Evidence evidence, Trust trust) {
    var all = new ArrayList<Finding>(TimestampImprint.faults(stamped, evidence));
    all.addAll(TimestampSignature.faults(stamped, trust));
    all.addAll(TimestampOrder.faults(stamped));
    return all;
  }
}
