package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.batch.BatchStore;
import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.checkpoint.SignedCheckpoint;
import dev.tradewitness.anchor.evidence.EventProof.InBatch;
import dev.tradewitness.anchor.evidence.EventProof.InLog;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.anchor.log.LocatedLeaf;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import java.util.Optional;

/// Assembles proofs from what is stored. An event's proof in the log is made for the checkpoint of
/// its batch, so that it stays the same for ever; before its batch closes, for the first checkpoint
/// that covers it.
public final class EventProofs {

  private final StreamLog logs;
  private final TreeReader trees;
  private final Checkpoints checkpoints;
  private final BatchStore batches;
  private final KeyRing keys;

  EventProofs(
      StreamLog logs, TreeReader trees, Checkpoints checkpoints, BatchStore batches, KeyRing keys) {
    this.logs = logs;
    this.trees = trees;
    this.checkpoints = checkpoints;
    this.batches = batches;
    this.keys = keys;
  }

  public EventProof of(LocatedLeaf located) {
    LogHead head =
        logs.find(located.policyId())
            .orElseThrow(() -> new IllegalStateException("no log of " + located.policyId()));
    return of(head, located.leaf());
  }

  EventProof of(LogHead head, Leaf leaf) {
    Batch batch = batches.holding(head.logNo(), leaf.sequence()).orElse(null);
    return new EventProof(
        head.policyId(),
        keys.origin(head.policyId()),
        leaf,
        batch == null ? null : inBatch(batch, leaf),
        checkpoint(head, batch, leaf)
            .map(checkpoint -> inLog(head, checkpoint, leaf))
            .orElse(null));
  }

  private Optional<SignedCheckpoint> checkpoint(
      LogHead head, @org.jspecify.annotations.Nullable Batch batch, Leaf leaf) {
    return batch == null
        ? checkpoints.firstCovering(head.logNo(), leaf.sequence())
        : checkpoints.at(head.logNo(), batch.lastSequence() + 1);
  }

  private InBatch inBatch(Batch batch, Leaf leaf) {
    return new InBatch(
        batch,
        trees.inclusion(batch.tree(), leaf.sequence() - batch.firstSequence(), batch.head().size()),
        batches.jobsOf(batch));
  }

  private InLog inLog(LogHead head, SignedCheckpoint checkpoint, Leaf leaf) {
    return new InLog(
        checkpoint, trees.inclusion(head.tree(), leaf.sequence(), checkpoint.head().size()));
  }
}
