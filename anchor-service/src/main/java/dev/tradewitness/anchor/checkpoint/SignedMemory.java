package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// What this instance knows to be signed, by log. PostgreSQL may forget it while the process runs:
/// an older dump is restored, or a standby that lacked the last commits takes over. Bounded by the
/// number of logs; gone when the process ends.
public final class SignedMemory {

  private final Map<PolicyId, Known> logs = new ConcurrentHashMap<>();

  /// A batch as its record names it.
  ///
  /// @param head the whole log's when it closed
  public record KnownBatch(UUID batchId, long first, long last, Hash batchHash, TreeHead head) {}

  /// What is known of one log.
  ///
  /// @param signed the largest head that this instance has signed, whether or not that was stored
  /// @param stored the newest signed head that was seen in the database
  /// @param batch the last batch that was seen in the database
  /// @param isHeadTold whether `stored` is known to be lost, and that was noted
  /// @param isBatchTold the same of the batch
  public record Known(
      @Nullable TreeHead signed,
      @Nullable TreeHead stored,
      @Nullable KnownBatch batch,
      boolean isHeadTold,
      boolean isBatchTold) {

    static final Known NOTHING = new Known(null, null, null, false, false);

    private Known withSigned(TreeHead head) {
      return signed != null && signed.size() > head.size()
          ? this
          : new Known(head, stored, batch, isHeadTold, isBatchTold);
    }

    private Known withStored(TreeHead head) {
      return stored != null && stored.size() > head.size()
          ? this
          : new Known(signed, head, batch, false, isBatchTold);
    }

    private Known withBatch(KnownBatch closed) {
      return batch != null && batch.last() > closed.last()
          ? this
          : new Known(signed, stored, closed, isHeadTold, false);
    }

    private Known told(Known lost) {
      return new Known(
          signed,
          stored,
          batch,
          isHeadTold || lost.isHeadTold() && lost.stored() != null && lost.stored().equals(stored),
          isBatchTold || lost.isBatchTold() && lost.batch() != null && lost.batch().equals(batch));
    }
  }

  /// To be asked before the database is: it must have at least this.
  public Known of(PolicyId policyId) {
    return logs.getOrDefault(policyId, Known.NOTHING);
  }

  /// All logs of which something is known, at this moment.
  public Map<PolicyId, Known> all() {
    return Map.copyOf(logs);
  }

  /// Notes a head that is signed now, and that it is stored once the current transaction is
  /// committed.
  void signed(PolicyId policyId, TreeHead head) {
    change(policyId, known -> known.withSigned(head));
    afterCommit(() -> stored(policyId, head));
  }

  /// Notes a signed head that is in the database.
  public void stored(PolicyId policyId, TreeHead head) {
    change(policyId, known -> known.withStored(head));
  }

  /// Notes a batch that is signed, once the current transaction is committed.
  public void closed(PolicyId policyId, KnownBatch batch) {
    afterCommit(() -> stored(policyId, batch));
  }

  /// Notes a batch that is in the database.
  public void stored(PolicyId policyId, KnownBatch batch) {
    change(policyId, known -> known.withBatch(batch));
  }

  /// Notes that the loss of what was known is noted in the database.
  ///
  /// @param lost as it was known, with what of it is told
  public void told(PolicyId policyId, Known lost) {
    change(policyId, known -> known.told(lost));
  }

  private void change(PolicyId policyId, UnaryOperator<Known> change) {
    logs.compute(policyId, (_, known) -> change.apply(known == null ? Known.NOTHING : known));
  }

  /// Before it, nobody else has seen what the transaction wrote.
  private static void afterCommit(Runnable note) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      note.run();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            note.run();
          }
        });
  }
}
