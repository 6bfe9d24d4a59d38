package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.timestamp.TimeStamp;
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

  /// What any of the three checks on time-stamps has against one.
  static List<Finding> faults(Stamped stamped, Evidence evidence, Trust trust) {
    var all = new ArrayList<Finding>(TimestampImprint.faults(stamped, evidence));
    all.addAll(TimestampSignature.faults(stamped, trust));
    all.addAll(TimestampOrder.faults(stamped));
    return all;
  }
}
