package dev.tradewitness.verifier.check;

import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.evidence.format.Place;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Proof;
import dev.tradewitness.verifier.trust.Trust;
import java.util.Collection;

/// Where all of a batch is there, its root follows from the events alone.
final class BatchRoot implements Check {

  @Override
  public String name() {
    return "batch-root";
  }

  @Override
  public String shows() {
    return "where the bundle holds a whole batch: its root follows from the events alone";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    long whole = 0;
    for (Batch batch : evidence.batches()) {
      Collection<Proof> leaves = leaves(batch, evidence);
      if (leaves.size() == batch.last() - batch.first() + 1) {
        whole++;
        var tree = new Frontier();
        leaves.forEach(leaf -> tree.append(Merkle.leaf(leaf.eventHash())));
        findings.requireEqual(batch.path(), "merkle_root", batch.merkleRoot(), tree.root());
      }
    }
    int all = evidence.batches().size();
    return whole == 0
        ? findings.orNotChecked("the bundle holds no batch as a whole")
        : findings.orPass("%d of %d batches are there as a whole".formatted(whole, all));
  }

  /// Their hashes are the documents' own: the check event-hash says so.
  private static Collection<Proof> leaves(Batch batch, Evidence evidence) {
    if (batch.first() > batch.last()) {
      return java.util.List.of();
    }
    return evidence
        .proofs()
        .subMap(
            new Place(batch.policyId(), batch.first()),
            new Place(batch.policyId(), batch.last() + 1))
        .values();
  }
}
