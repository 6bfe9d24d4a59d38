package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.checkpoint.SignedMemory;
import dev.tradewitness.anchor.checkpoint.SignedMemory.Known;
import dev.tradewitness.anchor.checkpoint.SignedMemory.KnownBatch;
import dev.tradewitness.anchor.checkpoint.SigningHeldException;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.common.merkle.TreeHead;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which batch the next one of a log follows. Not one that is older than what this instance has
/// signed: there would be two chains.
final class BatchChain {

  private final BatchStore batches;
  private final SignedMemory memory;
  private final SigningHold hold;

  BatchChain(BatchStore batches, SignedMemory memory, SigningHold hold) {
    this.batches = batches;
    this.memory = memory;
    this.hold = hold;
  }

  /// The last batch of a log that is locked; empty before the first.
  ///
  /// @throws SigningHeldException when this instance remembers another one that is not stored: all
  ///   is compared again before anything is signed
  Optional<Batch> last(LogHead head) {
    Known known = memory.of(head.policyId());
    Batch last = batches.last(head.logNo()).orElse(null);
    if (last != null && last.lastSequence() != head.open().first() - 1) {
      throw new IllegalStateException(
          "a batch would begin at %d, the one before ends at %d"
              .formatted(head.open().first(), last.lastSequence()));
    }
    if (known.batch() != null && !known.isBatchTold() && !follows(last, known.batch())) {
      throw hold.distrusted(
          "log %s was signed up to batch %s, the last one in the database is %s"
              .formatted(
                  head.policyId(),
                  known.batch().batchId(),
                  last == null ? "none" : last.batchId().toString()));
    }
    return Optional.ofNullable(last);
  }

  /// Whether the last batch is the one that is remembered, or another instance closed it later.
  private boolean follows(@Nullable Batch last, KnownBatch known) {
    if (last == null) {
      return false;
    }
    return last.batchHash().equals(known.batchHash())
        || last.lastSequence() > known.last()
            && batches
                .find(known.batchId())
                .filter(stored -> stored.batchHash().equals(known.batchHash()))
                .isPresent();
  }

  /// Remembers a batch that was signed, once the current transaction is committed.
  void closed(Batch batch, TreeHead head) {
    memory.closed(
        batch.policyId(),
        new KnownBatch(
            batch.batchId(), batch.firstSequence(), batch.lastSequence(), batch.batchHash(), head));
  }
}
