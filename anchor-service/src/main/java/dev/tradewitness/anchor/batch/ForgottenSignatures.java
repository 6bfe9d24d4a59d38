package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.SignedMemory.Known;
import dev.tradewitness.anchor.checkpoint.SignedMemory.KnownBatch;
import dev.tradewitness.anchor.checkpoint.SigningStop;
import dev.tradewitness.anchor.checkpoint.SigningStops;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for what this instance knows to be signed and the database has lost, and stops the signing
/// of a log that lacks something: a person settles it.
final class ForgottenSignatures {

  private static final Logger log = LoggerFactory.getLogger(ForgottenSignatures.class);

  private final StreamLog logs;
  private final Checkpoints checkpoints;
  private final BatchStore batches;
  private final SigningStops stops;
  private final InstantSource clock;
  private final Counter found;

  ForgottenSignatures(
      StreamLog logs,
      Checkpoints checkpoints,
      BatchStore batches,
      SigningStops stops,
      InstantSource clock,
      MeterRegistry meters) {
    this.logs = logs;
    this.checkpoints = checkpoints;
    this.batches = batches;
    this.stops = stops;
    this.clock = clock;
    this.found = meters.counter("tradewitness.anchor.signed.forgotten");
  }

  /// Looks under the log's lock, in the caller's transaction.
  ///
  /// @return what is known, with what of it is lost marked as told
  Known find(PolicyId policyId, Known known) {
    LogHead head = logs.lockOrCreate(policyId);
    TreeHead stored = known.stored();
    KnownBatch batch = known.batch();
    boolean isHeadLost = stored != null && !checkpoints.isKept(head, stored);
    boolean isBatchLost = batch != null && !isKept(batch);
    // Of both the checkpoint is the larger one, or of the same size. What was told is settled, or
    // waits for a person.
    if (batch != null && isBatchLost && !known.isBatchTold()) {
      stop(
          head,
          batch.head(),
          "batch %s of sequences %d to %d with hash %s"
              .formatted(batch.batchId(), batch.first(), batch.last(), batch.batchHash()));
    }
    if (stored != null && isHeadLost && !known.isHeadTold()) {
      stop(
          head,
          stored,
          "the checkpoint over %d leaves with root %s".formatted(stored.size(), stored.root()));
    }
    return new Known(known.signed(), stored, batch, isHeadLost, isBatchLost);
  }

  private boolean isKept(KnownBatch batch) {
    return batches
        .find(batch.batchId())
        .filter(stored -> stored.batchHash().equals(batch.batchHash()))
        .isPresent();
  }

  private void stop(LogHead head, TreeHead signed, String what) {
    String detail =
        "%s was signed since this instance started and is not stored any more; the log has %d leaves"
            .formatted(what, head.size());
    stops.stop(
        head.logNo(),
        new SigningStop(
            head.policyId(), SigningStop.Cause.FORGOTTEN, detail, signed, "", clock.instant()));
    found.increment();
    log.atError()
        .addKeyValue("policyId", head.policyId())
        .addKeyValue("signedSize", signed.size())
        .addKeyValue("size", head.size())
        .addKeyValue("lost", what)
        .log("the database has forgotten what was signed: log is not signed any more");
  }
}
