package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.PublishedKeys.Authority;
import dev.tradewitness.verifier.trust.Reach;
import dev.tradewitness.verifier.trust.Trust;
import java.util.List;

/// Every batch has been witnessed; by whom at best.
final class Anchoring implements Check {

  @Override
  public String name() {
    return "anchoring";
  }

  @Override
  public String shows() {
    return "every batch has at least one confirmed anchor that holds; EXTERNAL, only LOCAL or UNKNOWN to you";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    ProvenTimes times = ProvenTimes.of(evidence, trust);
    for (Batch batch : evidence.batches()) {
      if (times.reach(batch) == Reach.NONE) {
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
        "%d batches, %s".formatted(evidence.batches().size(), times.least(evidence)));
  }

  private static List<String> claims(Batch batch) {
    return batch.anchors().stream()
        .map(anchor -> anchor.type() + " " + anchor.identifier() + " " + anchor.status())
        .toList();
  }
}
