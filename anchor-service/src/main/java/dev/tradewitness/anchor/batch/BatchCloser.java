package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.anchor.checkpoint.CheckpointRefusedException;
import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.checkpoint.LogSigner;
import dev.tradewitness.anchor.checkpoint.SignedCheckpoint;
import dev.tradewitness.anchor.checkpoint.SigningHeldException;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.anchor.schedule.Round;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.merkle.TreeHead;
import dev.tradewitness.common.wire.BatchRecord;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.time.StoredTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/// Closes batches: one transaction locks the log, signs its head, stores the signed record, creates
/// the anchor jobs and the message, and opens the next range. A crash leaves all of it or nothing.
public final class BatchCloser {

  private static final Logger log = LoggerFactory.getLogger(BatchCloser.class);

  private final StreamLog logs;
  private final TreeReader trees;
  private final Checkpoints checkpoints;
  private final KeyRing keys;
  private final BatchStore batches;
  private final BatchChain chain;
  private final Anchoring anchoring;
  private final BatchProperties settings;
  private final TransactionOperations transactions;
  private final InstantSource clock;

  BatchCloser(
      StreamLog logs,
      TreeReader trees,
      Checkpoints checkpoints,
      KeyRing keys,
      BatchStore batches,
      BatchChain chain,
      Anchoring anchoring,
      BatchProperties settings,
      TransactionOperations transactions,
      InstantSource clock) {
    this.logs = logs;
    this.trees = trees;
    this.checkpoints = checkpoints;
    this.keys = keys;
    this.batches = batches;
    this.chain = chain;
    this.anchoring = anchoring;
    this.settings = settings;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Closes every batch whose interval is over; one that cannot be closed does not stop the others.
  void closeDue() {
    if (checkpoints.isHeld()) {
      return;
    }
    try {
      Round.each(logs.all(), this::closeIfDue);
    } catch (SigningHeldException e) {
      log.atDebug().setCause(e).log("held since a moment");
    }
  }

  /// Asks again under the lock: another instance may have closed the batch meanwhile, and what was
  /// opened since is not due.
  private void closeIfDue(LogHead head) {
    if (isDue(head)) {
      close(head.policyId(), this::isDue);
    }
  }

  private boolean isDue(LogHead head) {
    return dueAt(head).filter(due -> !due.isAfter(clock.instant())).isPresent();
  }

  /// When the log's open batch closes by itself; empty while it is empty. After the clock was set
  /// back the age of what is open is unknown: it closes at once.
  public Optional<Instant> dueAt(LogHead head) {
    Instant firstEventAt = head.open().firstEventAt();
    Instant openedAt = head.open().openedAt();
    if (firstEventAt == null || openedAt == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (StoredTimes.isAhead(openedAt, now)) {
      return Optional.of(now);
    }
    Duration interval = settings.interval(head.tier());
    Duration catchUp = settings.catchUp();
    Instant byEvent = firstEventAt.plus(interval);
    Instant earliest = openedAt.plus(interval.compareTo(catchUp) < 0 ? interval : catchUp);
    return Optional.of(byEvent.isBefore(earliest) ? earliest : byEvent);
  }

  /// Closes the open batch of a stream now; empty when nothing is open.
  ///
  /// @throws CheckpointRefusedException when it must not be signed
  /// @throws SigningHeldException when nothing is signed yet after a start, or on a database that
  ///   may be another one
  public Optional<Batch> close(PolicyId policyId) {
    checkpoints.awaitNotHeld();
    try {
      return close(policyId, head -> true);
    } catch (SigningHeldException e) {
      // The close itself has noticed that the database may be another one.
      checkpoints.awaitNotHeld();
      return close(policyId, head -> true);
    }
  }

  private Optional<Batch> close(PolicyId policyId, Predicate<LogHead> condition) {
    Batch closed;
    try {
      closed =
          transactions.execute(status ->
              logs.lock(policyId)
                  .filter(head -> head.openCount() > 0)
                  .filter(condition)
                  .map(this::closeLocked)
                  .orElse(null));
    } catch (CheckpointRefusedException e) {
      checkpoints.refused(e);
      throw e;
    }
    if (closed != null) {
      log.atInfo()
          .addKeyValue("policyId", policyId)
          .addKeyValue("batchId", closed.batchId())
          .addKeyValue("first", closed.firstSequence())
          .addKeyValue("last", closed.lastSequence())
          .log("batch closed");
    }
    return Optional.ofNullable(closed);
  }

  private Batch closeLocked(LogHead head) {
    LogSigner signer = keys.signer();
    SignedCheckpoint checkpoint = checkpoints.signLocked(head);
    Batch batch = sealed(head, checkpoint, signer);
    batch.handedTo(anchoring.trusts());
    batches.insert(batch);
    chain.closed(batch, head.head());
    anchoring.submit(batch.batchId(), batch.imprint(), batch.tier(), batch.closedAt());
    batches.announce(batch);
    logs.cut(head);
    return batch;
  }

  private Batch sealed(LogHead head, SignedCheckpoint checkpoint, LogSigner signer) {
    Batch previous = chain.last(head).orElse(null);
    Instant closedAt = closedAt(previous, signer);
    var random = ThreadLocalRandom.current();
    var place =
        new Batch.Place(
            UuidV7.of(closedAt.toEpochMilli(), random.nextLong(), random.nextLong()),
            head.policyId(),
            head.tier(),
            head.openTree(),
            head.openHead(),
            head.open().firstEventAt() == null ? closedAt : head.open().firstEventAt(),
            closedAt);
    JsonObject immutable =
        immutable(
            place,
            new Signing(
                checkpoint,
                previous == null ? BatchRecord.NO_PREVIOUS : previous.batchHash(),
                signer.keyId()));
    Hash batchHash = hash(immutable);
    return new Batch(
        place,
        immutable,
        batchHash,
        new Batch.Signatures(sign(place.head().root(), signer), sign(batchHash, signer)));
  }

  /// Now, but neither before the batch before it nor before the key became current: a chain whose
  /// times run backwards never verifies, and clocks are set back, or differ between two instances.
  private Instant closedAt(@Nullable Batch previous, LogSigner signer) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant earliest =
        previous != null && previous.closedAt().isAfter(signer.notBefore())
            ? previous.closedAt()
            : signer.notBefore();
    return earliest.isAfter(now) ? earliest : now;
  }

  /// What a record says beside its place: the signed log it is part of, what it follows, who signs.
  private record Signing(SignedCheckpoint checkpoint, Hash previousBatchHash, String keyId) {}

  private JsonObject immutable(Batch.Place place, Signing signing) {
    SignedCheckpoint checkpoint = signing.checkpoint();
    TreeHead head = place.head();
    long first = place.tree().firstSequence();
    long last = first + head.size() - 1;
    Leaf firstLeaf = leaf(place.tree().logNo(), first);
    Leaf lastLeaf = leaf(place.tree().logNo(), last);
    return JsonObject.builder()
        .put("batch_id", place.batchId().toString())
        .put("policy_id", place.policyId().value())
        .put("conformance_tier", place.tier().name())
        .put("merkle_algo", "RFC6962")
        .put("merkle_root", head.root().hex())
        .put("event_count", head.size())
        .put("first_sequence", first)
        .put("last_sequence", last)
        .put("first_event_id", firstLeaf.eventId().toString())
        .put("last_event_id", lastLeaf.eventId().toString())
        .put("first_timestamp", Rfc3339.ofMicros(firstLeaf.receivedAtMicros()))
        .put("last_timestamp", Rfc3339.ofMicros(lastLeaf.receivedAtMicros()))
        .put("previous_batch_hash", signing.previousBatchHash().hex())
        .put(
            "checkpoint",
            JsonObject.builder()
                .put("size", checkpoint.head().size())
                .put("root", checkpoint.head().root().hex())
                .put("note", checkpoint.note())
                .build())
        .put("sign_algo", "ED25519")
        .put("signing_key_id", signing.keyId())
        .put("closed_at", Rfc3339.text(place.closedAt()))
        .build();
  }

  private Leaf leaf(int logNo, long sequence) {
    return trees.leaves(logNo, sequence, sequence + 1).getFirst();
  }

  private static Hash hash(JsonObject immutable) {
    try {
      return BatchRecord.batchHash(immutable);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("our own record has no canonical form", e);
    }
  }

  private static String sign(Hash hash, LogSigner signer) {
    return Base64.getEncoder().encodeToString(signer.sign(hash.bytes()));
  }
}
