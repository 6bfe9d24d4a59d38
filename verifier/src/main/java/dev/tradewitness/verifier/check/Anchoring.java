package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.PublishedKeys.Authority;
import dev.tradewitness.verifier.trust.Trust;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every batch has been witnessed; by whom at best.
public final class Anchoring implements Check {

  /// How independent the witness of a batch is.
  public enum Reach {
    /// No anchor that holds.
    NONE,
    /// Only such as the operator of the log runs himself.
    LOCAL,
    /// Somebody else's.
    EXTERNAL
  }

  @Override
  public String name() {
    return "anchoring";
  }

  @Override
  public String shows() {
    return "every batch has at least one confirmed anchor that holds; EXTERNAL or only LOCAL";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    Map<String, Reach> reaches = reaches(evidence, trust);
    for (Batch batch : evidence.batches()) {
      if (reaches.getOrDefault(batch.batchId(), Reach.NONE) == Reach.NONE) {
        findings.add(batch.path(), "no confirmed anchor that holds, of %s", claims(batch));
      }
      for (Batch.Anchor anchor : batch.anchors()) {
        for (Authority authority : trust.authorities(anchor)) {
          findings.requireEqual(
              batch.path(), "trust of " + anchor.identifier(), anchor.trust(), authority.trust());
        }
      }
    }
    if (evidence.batches().isEmpty()) {
      findings.add("", "the bundle holds no batch record");
    }
    return findings.orPass(
        "%d batches, %s".formatted(evidence.batches().size(), least(evidence, reaches)));
  }

  private static List<String> claims(Batch batch) {
    return batch.anchors().stream()
        .map(anchor -> anchor.type() + " " + anchor.identifier() + " " + anchor.status())
        .toList();
  }

  /// The reach that every batch of the bundle has at least.
  public static Reach reach(Evidence evidence, Trust trust) {
    return least(evidence, reaches(evidence, trust));
  }

  private static Reach least(Evidence evidence, Map<String, Reach> reaches) {
    return evidence.batches().stream()
        .map(batch -> reaches.getOrDefault(batch.batchId(), Reach.NONE))
        .min(Reach::compareTo)
        .orElse(Reach.NONE);
  }

  private static Map<String, Reach> reaches(Evidence evidence, Trust trust) {
    Map<String, Reach> reaches = new HashMap<>();
    for (TimeStamps.Stamped stamped : TimeStamps.confirmed(evidence)) {
      if (TimeStamps.faults(stamped, evidence, trust).isEmpty()) {
        reaches.merge(
            stamped.batch().batchId(),
            stamped.anchor().trust().equals("EXTERNAL") ? Reach.EXTERNAL : Reach.LOCAL,
            (a, b) -> a.compareTo(b) >= 0 ? a : b);
      }
    }
    return reaches;
  }
}
