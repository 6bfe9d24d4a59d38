package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.trust.Trust;
import java.util.Set;
import java.util.TreeSet;

/// Anchors of a kind that no check here is about.
final class OtherAnchors implements Check {

  @Override
  public String name() {
    return "other-anchors";
  }

  @Override
  public String shows() {
    return "no anchor but confirmed RFC 3161 time-stamps is claimed; NOT_CHECKED names any other";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    Set<String> others = new TreeSet<>();
    for (Batch batch : evidence.batches()) {
      for (Batch.Anchor anchor : batch.anchors()) {
        if (!anchor.isConfirmedTimeStamp()) {
          others.add("%s %s %s".formatted(anchor.type(), anchor.identifier(), anchor.status()));
        }
      }
    }
    return others.isEmpty()
        ? new Outcome.Pass("none")
        : new Outcome.NotChecked("nothing shows these: " + String.join(", ", others));
  }
}
