package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.anchoring.AnchorJob;
import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.checkpoint.SignedCheckpoint;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.InclusionProof;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an event is and what proves it, as far as it is proved.
///
/// @param inBatch null until its batch closes
/// @param inLog null until a checkpoint covers it
public record EventProof(
    PolicyId policyId, String origin, Leaf leaf, @Nullable InBatch inBatch, @Nullable InLog inLog) {

  /// The event's place in its batch.
  public record InBatch(Batch batch, InclusionProof proof, List<AnchorJob> jobs) {}

  /// The event's place in its stream's whole log.
  public record InLog(SignedCheckpoint checkpoint, InclusionProof proof) {}
}
