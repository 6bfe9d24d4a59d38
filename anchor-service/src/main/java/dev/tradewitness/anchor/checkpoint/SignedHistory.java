package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.anchor.checkpoint.CheckpointRefusedException.Found;
import dev.tradewitness.anchor.checkpoint.SignedMemory.Known;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.common.merkle.ProofMismatchException;
import dev.tradewitness.common.merkle.TreeHead;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compares a log with what was signed of it, as the database and as this instance remembers it.
final class SignedHistory {

  private final CheckpointStore store;
  private final SignedMemory memory;
  private final SigningHold hold;
  private final TreeReader trees;
  private final InstantSource clock;

  SignedHistory(
      CheckpointStore store,
      SignedMemory memory,
      SigningHold hold,
      TreeReader trees,
      InstantSource clock) {
    this.store = store;
    this.memory = memory;
    this.hold = hold;
    this.trees = trees;
    this.clock = clock;
  }

  /// Refuses to sign a log whose newest signed head in the database is not, or does not follow, the
  /// one that this instance remembers.
  ///
  /// @param known as it was remembered before the database was asked
  /// @param newest the newest signed head in the database
  /// @throws SigningHeldException when that is news: all is compared again before anything is
  ///   signed
  /// @throws CheckpointRefusedException when somebody has settled it, and the log still does not
  ///   lead to what was signed
  void requireRemembered(LogHead log, Known known, @Nullable TreeHead newest) {
    TreeHead stored = known.stored();
    if (stored == null || stored.equals(newest)) {
      return;
    }
    if (newest != null && follows(log, newest, stored)) {
      if (store.has(log.logNo(), newest)) {
        memory.stored(log.policyId(), newest); // another instance signs this log, too
      }
      return;
    }
    if (!known.isHeadTold()) {
      throw hold.distrusted(
          "log %s was signed at size %d, the database has it signed at size %d"
              .formatted(log.policyId(), stored.size(), newest == null ? 0 : newest.size()));
    }
    if (!leadsTo(log, stored)) {
      throw contradicted(log, stored);
    }
  }

  /// The last check before a signature.
  ///
  /// @param newest the newest signed head in the database, which the log is known to extend
  /// @throws CheckpointRefusedException when this instance has signed another root or a larger size
  void requireFollowsSigned(LogHead log, @Nullable TreeHead newest) {
    TreeHead signed = memory.of(log.policyId()).signed();
    if (signed == null || signed.equals(newest)) {
      return;
    }
    if (log.size() < signed.size()) {
      // Perhaps only read before another thread signed what was not stored in the end.
      throw new CheckpointRefusedException(
          "log %s is not signed at size %d: this instance has signed %d leaves"
              .formatted(log.policyId(), log.size(), signed.size()));
    }
    if (!leadsTo(log, signed)) {
      throw contradicted(log, signed);
    }
  }

  /// Whether the newest signed head in the database is, or follows, one that is remembered.
  boolean isKept(LogHead log, TreeHead remembered) {
    TreeHead newest = store.signed(log.logNo()).newest();
    return newest != null && (newest.equals(remembered) || follows(log, newest, remembered));
  }

  private boolean follows(LogHead log, TreeHead newest, TreeHead remembered) {
    return newest.size() > remembered.size() && store.has(log.logNo(), remembered);
  }

  private boolean leadsTo(LogHead log, TreeHead signed) {
    return log.size() >= signed.size()
        && trees.root(log.tree(), signed.size()).equals(signed.root());
  }

  private CheckpointRefusedException contradicted(LogHead log, TreeHead signed) {
    return refusal(
        log,
        signed,
        "log %s was signed at size %d with root %s by this instance; its %d leaves do not lead to it"
            .formatted(log.policyId(), signed.size(), signed.root(), log.size()));
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
