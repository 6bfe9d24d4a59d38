package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.anchor.checkpoint.CheckpointRefusedException.Found;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.common.merkle.ProofMismatchException;
import dev.tradewitness.common.merkle.TreeHead;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compares a log with what was signed of it.
final class SignedHistory {

  private final CheckpointStore store;
  private final TreeReader trees;
  private final InstantSource clock;

  SignedHistory(CheckpointStore store, TreeReader trees, InstantSource clock) {
    this.store = store;
    this.trees = trees;
    this.clock = clock;
  }

  /// @throws CheckpointRefusedException unless both heads, of one size, are the same
  void requireSame(LogHead log, TreeHead signed, TreeHead head) {
    if (!signed.equals(head)) {
      throw refusal(
          log,
          signed,
          "log %s was signed at size %d with root %s, now it has %s"
              .formatted(log.policyId(), head.size(), signed.root(), head.root()));
    }
  }

  /// @throws CheckpointRefusedException unless the stored tree proves that the head extends the
  ///   newest that was signed
  void requireExtends(LogHead log, TreeHead newest, TreeHead head) {
    try {
      trees.consistency(log.tree(), newest.size(), head.size()).verify(newest, head);
    } catch (ProofMismatchException e) {
      throw refusal(
          log,
          newest,
          "log %s does not extend what was signed: %s".formatted(log.policyId(), e.getMessage()));
    }
  }

  /// What of a locked log contradicts what was signed of it; empty when nothing does.
  Optional<String> contradiction(LogHead log) {
    TreeHead newest = store.signed(log.logNo()).newest();
    if (newest == null) {
      return Optional.empty();
    }
    Optional<SignedCheckpoint> note = store.at(log.logNo(), newest.size());
    if (note.isEmpty() || !note.get().head().equals(newest)) {
      return Optional.of(
          "the note over %d leaves is not stored, or has another root than %s"
              .formatted(newest.size(), newest.root()));
    }
    if (newest.size() > log.size()) {
      return Optional.of(
          "%d leaves were signed, the log has %d".formatted(newest.size(), log.size()));
    }
    try {
      requireExtends(log, newest, log.head());
      return Optional.empty();
    } catch (CheckpointRefusedException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// @param signed the head that is contradicted; null when it is not known
  CheckpointRefusedException refusal(LogHead log, @Nullable TreeHead signed, String detail) {
    TreeHead contradicted = signed == null ? new TreeHead(0, Merkle.EMPTY_ROOT) : signed;
    String note = store.at(log.logNo(), contradicted.size()).map(SignedCheckpoint::note).orElse("");
    return new CheckpointRefusedException(
        detail,
        new Found(
            log.logNo(),
            new SigningStop(
                log.policyId(),
                SigningStop.Cause.REFUSED,
                detail,
                contradicted,
                note,
                clock.instant())));
  }
}
