package dev.tradewitness.verifier.check;

import dev.tradewitness.common.merkle.InclusionProof;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.common.merkle.ProofMismatchException;
import dev.tradewitness.common.merkle.TreeHead;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.LogCheckpoint;
import dev.tradewitness.verifier.evidence.Proof;
import dev.tradewitness.verifier.evidence.Proof.InLog;
import dev.tradewitness.verifier.trust.Trust;
import java.util.Optional;

/// Each event is a leaf of its stream's whole log, at its own number.
final class LogInclusion implements Check {

  @Override
  public String name() {
    return "log-inclusion";
  }

  @Override
  public String shows() {
    return "each event is leaf number `sequence` of its stream's log under a checkpoint";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    for (Proof proof : evidence.proofs().values()) {
      InLog stated = proof.log();
      Optional<LogCheckpoint> checkpoint =
          evidence
              .checkpoint(proof.place().policyId(), stated.treeSize())
              .filter(found -> found.path().equals(stated.checkpoint()));
      if (checkpoint.isEmpty()) {
        findings.add(
            proof.path(),
            "%s is not this stream's checkpoint of %d leaves in the bundle",
            stated.checkpoint(),
            stated.treeSize());
      } else {
        verify(proof, checkpoint.get(), evidence, findings);
      }
    }
    return findings.orPass("%d events".formatted(evidence.proofs().size()));
  }

  private static void verify(
      Proof proof, LogCheckpoint checkpoint, Evidence evidence, Findings findings) {
    String where = proof.path();
    TreeHead head = checkpoint.checkpoint().head();
    long index = proof.place().sequence();
    findings.requireEqual(
        where, "log.origin", proof.log().origin(), checkpoint.checkpoint().origin());
    findings.requireEqual(where, "log.leaf_index", proof.log().leafIndex(), index);
    findings.requireEqual(where, "log.root", proof.log().root(), head.root());
    evidence
        .batch(proof.batch().batchId())
        .map(Batch::last)
        .filter(last -> last >= head.size())
        .ifPresent(last ->
            findings.add(
                where, "%s ends before its batch's last event %d", checkpoint.path(), last));
    if (index >= head.size()) {
      findings.add(where, "%s has no leaf %d", checkpoint.path(), index);
      return;
    }
    try {
      new InclusionProof(index, head.size(), proof.log().path())
          .verify(Merkle.leaf(proof.eventHash()), head);
    } catch (ProofMismatchException e) {
      findings.add(where, "%s", e.getMessage());
    }
  }
}
