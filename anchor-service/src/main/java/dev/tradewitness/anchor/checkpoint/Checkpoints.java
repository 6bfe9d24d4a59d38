package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.anchor.checkpoint.SignedMemory.Known;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.common.merkle.SignedNote;
import dev.tradewitness.common.merkle.TreeHead;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/// Signs tree heads that are committed and shows them only after they are stored. Never signs a
/// smaller size, another root for a size, or a head that does not extend the one signed before. The
/// cost does not depend on the log's size.
public final class Checkpoints {

  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  private static final String REFUSED = "tradewitness.anchor.checkpoints.refused";

  /// To compare what was published takes a moment, unless somebody is away.
  private static final Duration HELD_MAX = Duration.ofSeconds(5);

  private final StreamLog logs;
  private final CheckpointStore store;
  private final SignedHistory history;
  private final KeyRing keys;
  private final SigningStops stops;
  private final SigningHold hold;
  private final SignedMemory memory;
  private final TransactionOperations transactions;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final boolean checkGrowth;

  Checkpoints(
      StreamLog logs,
      CheckpointStore store,
      SignedHistory history,
      KeyRing keys,
      SigningStops stops,
      SigningHold hold,
      SignedMemory memory,
      TransactionOperations transactions,
      InstantSource clock,
      MeterRegistry meters,
      boolean checkGrowth) {
    this.logs = logs;
    this.store = store;
    this.history = history;
    this.keys = keys;
    this.stops = stops;
    this.hold = hold;
    this.memory = memory;
    this.transactions = transactions;
    this.clock = clock;
    this.meters = meters;
    this.checkGrowth = checkGrowth;
  }

  /// Signs every log that grew since it was last signed. One log's refusal does not keep the others
  /// from being signed. Does nothing while signing is held.
  ///
  /// @throws CheckpointRefusedException the first refusal, after all the others were tried
  public void signGrown() {
    if (isHeld()) {
      return;
    }
    CheckpointRefusedException refused = null;
    for (String policyId : store.grown()) {
      LogHead head = logs.find(new PolicyId(policyId)).orElse(null);
      if (head == null) {
        continue;
      }
      try {
        transactions.executeWithoutResult(status -> sign(head));
      } catch (SigningHeldException e) {
        return; // since a moment: whoever holds it says why
      } catch (CheckpointRefusedException e) {
        if (e.found() == null) {
          meters.counter(REFUSED).increment();
        }
        refused(e);
        if (refused == null) {
          refused = e;
        }
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  /// Stops the signing of the log for the contradiction that a refusal found: `/health` shows it,
  /// and a person settles it. Other refusals change nothing. To be called outside the transaction
  /// of the refusal, which is rolled back.
  public void refused(CheckpointRefusedException refusal) {
    CheckpointRefusedException.Found found = refusal.found();
    if (found == null) {
      return;
    }
    transactions.executeWithoutResult(status -> stops.stop(found.logNo(), found.stop()));
    meters.counter(REFUSED).increment();
    log.atError()
        .addKeyValue("policyId", found.stop().policyId())
        .addKeyValue("cause", refusal.getMessage())
        .log("the stored tree contradicts what was signed: log is not signed any more");
  }

  /// Whether this instance has yet to compare what was published, before which it signs nothing.
  public boolean isHeld() {
    return hold.isHeld();
  }

  /// Waits a little for it. To be called outside a transaction.
  ///
  /// @throws SigningHeldException when nothing is signed yet
  public void awaitNotHeld() {
    hold.awaitReleased(HELD_MAX);
  }

  /// The checkpoint of a committed or locked head, signed now unless it was before. Runs in the
  /// caller's transaction.
  ///
  /// @return empty when a larger size was signed meanwhile and this one never was
  /// @throws CheckpointRefusedException when it would contradict what was signed or published
  ///   before, when the log was made under another origin, or when the key was retired
  /// @throws SigningHeldException before this instance has compared what was published with this
  ///   database, or when the database contradicts what this instance has signed
  public Optional<SignedCheckpoint> sign(LogHead log) {
    TreeHead head = log.head();
    Known known = memory.of(log.policyId());
    TreeHead newest = agreed(log);
    if (newest != null && newest.size() >= head.size()) {
      if (newest.size() == head.size()) {
        history.requireSame(log, newest, head);
      }
      history.requireRemembered(log, known, newest);
      return existing(log, head);
    }
    LogSigner signer = keys.signer();
    if (newest != null && checkGrowth) {
      history.requireExtends(log, newest, head);
    }
    history.requireRemembered(log, known, newest);
    if (!store.advance(log.logNo(), head)) {
      // Somebody signed meanwhile, perhaps this very size: READ COMMITTED shows it by now.
      return existing(log, head);
    }
    history.requireFollowsSigned(log, newest);
    memory.signed(log.policyId(), head);
    SignedCheckpoint signed = signed(log.policyId(), head, signer);
    store.insert(log.logNo(), signed);
    meters.counter("tradewitness.anchor.checkpoints").increment();
    return Optional.of(signed);
  }

  /// The checkpoint of a head that the caller has locked, as [#sign]: one that is smaller than what
  /// was signed has lost leaves.
  public SignedCheckpoint signLocked(LogHead log) {
    Optional<SignedCheckpoint> signed = sign(log);
    TreeHead newest = store.signed(log.logNo()).newest();
    if (signed.isEmpty() || newest != null && newest.size() > log.size()) {
      throw history.refusal(
          log,
          newest,
          "log %s was signed at size %d, now it has %d leaves"
              .formatted(log.policyId(), newest == null ? 0 : newest.size(), log.size()));
    }
    return signed.get();
  }

  /// What of a locked log contradicts what was signed of it; empty when it may be signed.
  public Optional<String> contradiction(LogHead log) {
    return history.contradiction(log);
  }

  /// Whether a signed head that is remembered is still in the database, under a locked log.
  public boolean isKept(LogHead log, TreeHead remembered) {
    return history.isKept(log, remembered);
  }

  /// The newest signed head of a log that may be signed by this instance; null before the first.
  private @Nullable TreeHead agreed(LogHead log) {
    CheckpointStore.Signed signed = store.signed(log.logNo());
    hold.requireReleased(signed.database());
    if (signed.stop() != null) {
      throw new CheckpointRefusedException(
          "log %s is not signed: %s".formatted(log.policyId(), signed.stop()));
    }
    if (!signed.origin().equals(keys.origin(log.policyId()))) {
      throw new CheckpointRefusedException(
          "log %s was made as %s, this instance would sign it as %s"
              .formatted(log.policyId(), signed.origin(), keys.origin(log.policyId())));
    }
    return signed.newest();
  }

  /// What was signed at this size before, whichever size is the newest now.
  private Optional<SignedCheckpoint> existing(LogHead log, TreeHead head) {
    Optional<SignedCheckpoint> existing = store.at(log.logNo(), head.size());
    existing.ifPresent(signed -> history.requireSame(log, signed.head(), head));
    return existing;
  }

  private SignedCheckpoint signed(PolicyId policyId, TreeHead head, LogSigner signer) {
    String origin = keys.origin(policyId);
    String body = new Checkpoint(origin, head).body();
    SignedNote note =
        SignedNote.of(
            body, signer.noteKey(origin), signer.sign(body.getBytes(StandardCharsets.UTF_8)));
    return new SignedCheckpoint(
        head, note.text(), signer.keyId(), clock.instant().truncatedTo(ChronoUnit.MICROS));
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
