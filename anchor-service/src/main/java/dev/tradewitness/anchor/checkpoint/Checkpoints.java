package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.common.merkle.ProofMismatchException;
import dev.tradewitness.common.merkle.SignedNote;
import dev.tradewitness.common.merkle.TreeHead;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.transaction.support.TransactionOperations;

/// Signs tree heads that are committed and shows them only after they are stored. Never signs a
/// smaller size, another root for a size, or a head that does not extend the one signed before. The
/// cost does not depend on the log's size.
public final class Checkpoints {

  private final StreamLog logs;
  private final TreeReader trees;
  private final CheckpointStore store;
  private final KeyRing keys;
  private final TransactionOperations transactions;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final boolean checkGrowth;

  Checkpoints(
      StreamLog logs,
      TreeReader trees,
      CheckpointStore store,
      KeyRing keys,
      TransactionOperations transactions,
      InstantSource clock,
      MeterRegistry meters,
      boolean checkGrowth) {
    this.logs = logs;
    this.trees = trees;
    this.store = store;
    this.keys = keys;
    this.transactions = transactions;
    this.clock = clock;
    this.meters = meters;
    this.checkGrowth = checkGrowth;
  }

  /// Signs every log that grew since it was last signed. One log's refusal does not keep the others
  /// from being signed.
  ///
  /// @throws CheckpointRefusedException the first refusal, after all the others were tried
  public void signGrown() {
    CheckpointRefusedException refused = null;
    for (String policyId : store.grown()) {
      LogHead head = logs.find(new PolicyId(policyId)).orElse(null);
      if (head == null) {
        continue;
      }
      try {
        transactions.executeWithoutResult(status -> sign(head));
      } catch (CheckpointRefusedException e) {
        meters.counter("tradewitness.anchor.checkpoints.refused").increment();
        if (refused == null) {
          refused = e;
        }
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  /// The checkpoint of a committed or locked head, signed now unless it was before. Runs in the
  /// caller's transaction.
  ///
  /// @return empty when a larger size was signed meanwhile
  public Optional<SignedCheckpoint> sign(LogHead log) {
    TreeHead head = log.head();
    TreeHead newest = store.newest(log.logNo()).orElse(null);
    if (newest != null && newest.size() >= head.size()) {
      return existing(log, head, newest);
    }
    if (newest != null && checkGrowth) {
      requireExtends(log, newest, head);
    }
    if (!store.advance(log.logNo(), head)) {
      // Somebody signed meanwhile, perhaps this very size: READ COMMITTED shows it by now.
      return store.newest(log.logNo()).flatMap(signed -> existing(log, head, signed));
    }
    SignedCheckpoint signed = signed(log.policyId(), head);
    store.insert(log.logNo(), signed);
    meters.counter("tradewitness.anchor.checkpoints").increment();
    return Optional.of(signed);
  }

  private Optional<SignedCheckpoint> existing(LogHead log, TreeHead head, TreeHead newest) {
    if (newest.size() == head.size() && !newest.root().equals(head.root())) {
      throw new CheckpointRefusedException(
          "log %s was signed at size %d with root %s, now it has %s"
              .formatted(log.policyId(), head.size(), newest.root(), head.root()));
    }
    return store.at(log.logNo(), head.size());
  }

  private void requireExtends(LogHead log, TreeHead newest, TreeHead head) {
    try {
      trees.consistency(log.tree(), newest.size(), head.size()).verify(newest, head);
    } catch (ProofMismatchException e) {
      throw new CheckpointRefusedException(
          "log %s does not extend what was signed: %s".formatted(log.policyId(), e.getMessage()));
    }
  }

  private SignedCheckpoint signed(PolicyId policyId, TreeHead head) {
    String body = new Checkpoint(keys.origin(policyId), head).body();
    SignedNote note =
        SignedNote.of(
            body, keys.noteKey(policyId), keys.sign(body.getBytes(StandardCharsets.UTF_8)));
    return new SignedCheckpoint(
        head, note.text(), keys.currentKeyId(), clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  public Optional<SignedCheckpoint> latest(int logNo) {
    return store.latest(logNo);
  }

  public Optional<SignedCheckpoint> at(int logNo, long size) {
    return store.at(logNo, size);
  }

  /// The smallest signed size that has the leaf.
  public Optional<SignedCheckpoint> firstCovering(int logNo, long sequence) {
    return store.firstCovering(logNo, sequence);
  }
}
