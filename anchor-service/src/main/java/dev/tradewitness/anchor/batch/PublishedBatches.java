package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.checkpoint.SigningHeldException;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.checkpoint.SigningStop;
import dev.tradewitness.anchor.checkpoint.SigningStops;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.canonical.JsonObject;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/// Compares what is stored with batch records that were published earlier and are kept elsewhere. A
/// database that was restored from a backup, or a standby that lacked the last commits, has
/// forgotten what was shown to others; to sign on would show them a second history. A log whose
/// published batch is not stored as it was published is therefore not signed any more.
public final class PublishedBatches {

  private static final Logger log = LoggerFactory.getLogger(PublishedBatches.class);

  private final StreamLog logs;
  private final TreeReader trees;
  private final BatchStore batches;
  private final KeyRing keys;
  private final SigningStops stops;
  private final SigningHold hold;
  private final TransactionOperations transactions;
  private final InstantSource clock;
  private final MeterRegistry meters;

  PublishedBatches(
      StreamLog logs,
      TreeReader trees,
      BatchStore batches,
      KeyRing keys,
      SigningStops stops,
      SigningHold hold,
      TransactionOperations transactions,
      InstantSource clock,
      MeterRegistry meters) {
    this.logs = logs;
    this.trees = trees;
    this.batches = batches;
    this.keys = keys;
    this.stops = stops;
    this.hold = hold;
    this.transactions = transactions;
    this.clock = clock;
    this.meters = meters;
    meters.counter("tradewitness.anchor.published.contradictions");
    meters.counter("tradewitness.anchor.published.unsigned");
  }

  /// Stops the signing of the record's log unless the batch is stored as it was published. A record
  /// that none of our keys signed is counted and says nothing.
  ///
  /// @param round of the comparison
  /// @throws SigningHeldException when that round is over
  public void compare(JsonObject json, long round) {
    Optional<PublishedRecord> published = PublishedRecord.of(json, keys.all());
    if (published.isEmpty()) {
      meters.counter("tradewitness.anchor.published.unsigned").increment();
      return;
    }
    transactions.executeWithoutResult(status -> {
      hold.requireRound(round);
      compare(published.get());
    });
    hold.remembered();
  }

  private void compare(PublishedRecord published) {
    Batch stored = batches.find(published.batchId()).orElse(null);
    if (stored != null && stored.batchHash().equals(published.batchHash())) {
      return;
    }
    LogHead head = logs.lockOrCreate(published.policyId());
    String detail =
        "batch %s of sequences %d to %d was published with hash %s and is %s here%s"
            .formatted(
                published.batchId(),
                published.firstSequence(),
                published.lastSequence(),
                published.batchHash(),
                stored == null ? "not stored" : "stored with hash " + stored.batchHash(),
                rootHere(head, published));
    stops.stop(
        head.logNo(),
        new SigningStop(
            published.policyId(),
            SigningStop.Cause.PUBLISHED,
            detail,
            published.signed(),
            published.json().toString(),
            clock.instant()));
    meters.counter("tradewitness.anchor.published.contradictions").increment();
    log.atError()
        .addKeyValue("policyId", published.policyId())
        .addKeyValue("batchId", published.batchId())
        .addKeyValue("publishedSize", published.signed().size())
        .addKeyValue("size", head.size())
        .log("what was published is not what is stored: log is not signed any more");
  }

  private String rootHere(LogHead head, PublishedRecord published) {
    long size = published.signed().size();
    if (head.size() < size) {
      return "; the log has %d of its %d leaves".formatted(head.size(), size);
    }
    return trees.root(head.tree(), size).equals(published.signed().root())
        ? "; the log has the same %d leaves".formatted(size)
        : "; the first %d leaves of the log are others".formatted(size);
  }
}
