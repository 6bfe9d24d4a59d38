package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.checkpoint.SignedCheckpoint;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
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
      Anchoring anchoring,
      BatchProperties settings,
      TransactionOperations transactions,
      InstantSource clock) {
    this.logs = logs;
    this.trees = trees;
    this.checkpoints = checkpoints;
    this.keys = keys;
    this.batches = batches;
    this.anchoring = anchoring;
    this.settings = settings;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Closes every batch whose interval is over; one that cannot be closed does not stop the others.
  void closeDue() {
    Instant now = clock.instant();
    Round.each(
        logs.all(),
        head -> {
          Instant due = dueAt(head).orElse(null);
          if (due != null && !due.isAfter(now)) {
            close(head.policyId());
          }
        });
  }

  /// When the log's open batch closes by itself; empty while it is empty.
  public Optional<Instant> dueAt(LogHead head) {
    Instant firstEventAt = head.open().firstEventAt();
    Instant openedAt = head.open().openedAt();
    if (firstEventAt == null || openedAt == null) {
      return Optional.empty();
    }
    Duration interval = settings.interval(head.tier());
    Duration catchUp = settings.catchUp();
    Instant byEvent = firstEventAt.plus(interval);
    Instant earliest = openedAt.plus(interval.compareTo(catchUp) < 0 ? interval : catchUp);
    return Optional.of(byEvent.isBefore(earliest) ? earliest : byEvent);
  }

  /// Closes the open batch of a stream now; empty when nothing is open.
  public Optional<Batch> close(PolicyId policyId) {
    Batch closed =
        transactions.execute(status ->
            logs.lock(policyId)
                .filter(head -> head.openCount() > 0)
                .map(this::closeLocked)
                .orElse(null));
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
    SignedCheckpoint checkpoint =
        checkpoints
            .sign(head)
            .orElseThrow(() ->
                new IllegalStateException(
                    "log %s was signed beyond its size %d"
                        .formatted(head.policyId(), head.size())));
    Batch batch = sealed(head, checkpoint);
    batches.insert(batch);
    anchoring.submit(batch.batchId(), batch.batchHash(), batch.tier(), batch.closedAt());
    batches.announce(batch);
    logs.cut(head);
    return batch;
  }

  private Batch sealed(LogHead head, SignedCheckpoint checkpoint) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var random = ThreadLocalRandom.current();
    var place =
        new Batch.Place(
            UuidV7.of(now.toEpochMilli(), random.nextLong(), random.nextLong()),
            head.policyId(),
            head.tier(),
            head.openTree(),
            head.openHead(),
            head.open().firstEventAt() == null ? now : head.open().firstEventAt(),
            now);
    JsonObject immutable = immutable(place, checkpoint);
    Hash batchHash = hash(immutable);
    return new Batch(
        place,
        immutable,
        batchHash,
        new Batch.Signatures(sign(place.head().root()), sign(batchHash)));
  }

  private JsonObject immutable(Batch.Place place, SignedCheckpoint checkpoint) {
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
        .put("previous_batch_hash", previousHash(place.tree().logNo(), first).hex())
        .put(
            "checkpoint",
            JsonObject.builder()
                .put("size", checkpoint.head().size())
                .put("root", checkpoint.head().root().hex())
                .put("note", checkpoint.note())
                .build())
        .put("sign_algo", "ED25519")
        .put("signing_key_id", keys.currentKeyId())
        .put("closed_at", Rfc3339.text(place.closedAt()))
        .build();
  }

  private Hash previousHash(int logNo, long first) {
    Batch previous = batches.last(logNo).orElse(null);
    if (previous == null) {
      return BatchRecord.NO_PREVIOUS;
    }
    if (previous.lastSequence() != first - 1) {
      throw new IllegalStateException(
          "a batch would begin at %d, the one before ends at %d"
              .formatted(first, previous.lastSequence()));
    }
    return previous.batchHash();
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

  private String sign(Hash hash) {
    return Base64.getEncoder().encodeToString(keys.sign(hash.bytes()));
  }
}
