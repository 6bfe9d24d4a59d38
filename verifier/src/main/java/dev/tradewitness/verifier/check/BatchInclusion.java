package dev.tradewitness.verifier.check;

import dev.tradewitness.common.merkle.InclusionProof;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.common.merkle.ProofMismatchException;
import dev.tradewitness.common.merkle.TreeHead;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Proof;
import dev.tradewitness.verifier.evidence.Proof.InBatch;
import dev.tradewitness.verifier.evidence.Proof.Side;
import dev.tradewitness.verifier.trust.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Each event is a leaf of its batch, at the place that its number gives it.
final class BatchInclusion implements Check {

  @Override
  public String name() {
    return "batch-inclusion";
  }

  @Override
  public String shows() {
    return "each event is the leaf of its batch at sequence - first_sequence; its path leads to merkle_root";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    for (Proof proof : evidence.proofs().values()) {
      Optional<Batch> batch = evidence.batch(proof.batch().batchId());
      if (batch.isEmpty()) {
        findings.add(proof.path(), "batch %s is not in the bundle", proof.batch().batchId());
      } else {
        verify(proof, batch.get(), findings);
      }
    }
    return findings.orPass("%d events".formatted(evidence.proofs().size()));
  }

  private static void verify(Proof proof, Batch batch, Findings findings) {
    String where = proof.path();
    InBatch stated = proof.batch();
    findings.requireEqual(where, "merkle_algo", proof.merkleAlgo(), "RFC6962");
    if (!batch.holds(proof.place())) {
      findings.add(
          where,
          "batch %s is %s %d to %d",
          batch.batchId(),
          batch.policyId(),
          batch.first(),
          batch.last());
      return;
    }
    // Index and size come from the signed record; what the proof says must only agree.
    long index = proof.place().sequence() - batch.first();
    long size = batch.last() - batch.first() + 1;
    findings.requireEqual(where, "batch.leaf_index", stated.leafIndex(), index);
    findings.requireEqual(where, "batch.tree_size", stated.treeSize(), size);
    findings.requireEqual(where, "batch.merkle_root", stated.merkleRoot(), batch.merkleRoot());
    try {
      new InclusionProof(index, size, stated.path())
          .verify(Merkle.leaf(proof.eventHash()), new TreeHead(size, batch.merkleRoot()));
    } catch (ProofMismatchException e) {
      findings.add(where, "%s", e.getMessage());
      return;
    }
    findings.requireEqual(where, "the path's positions", stated.sides(), sides(index, size));
  }

  /// On which side each sibling of a path stands: RFC 9162 section 2.1.3.2.
  private static List<Side> sides(long index, long size) {
    var sides = new ArrayList<Side>();
    long fn = index;
    long sn = size - 1;
    while (sn > 0) {
      if ((fn & 1) == 1 || fn == sn) {
        sides.add(Side.LEFT);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sides.add(Side.RIGHT);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sides;
  }
}
