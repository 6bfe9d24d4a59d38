package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.anchoring.AnchorJobs;
import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.batch.BatchStore;
import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.capture.CaptureContradictionException;
import dev.tradewitness.anchor.capture.CaptureUnavailableException;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.evidence.EvidenceRefusedException.Reason;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.evidence.format.EvidenceFormat;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Makes evidence bundles by `docs/evidence-bundle.md`. Documents come from capture and enter only
/// when they hash to what the log has.
public final class EvidenceAssembler {

  private final StreamLog logs;
  private final BatchStore batches;
  private final AnchorJobs jobs;
  private final KeyRing keys;
  private final CaptureClient capture;
  private final MemberWriter members;
  private final EvidenceProperties settings;
  private final Semaphore atOnce;

  EvidenceAssembler(
      StreamLog logs,
      BatchStore batches,
      AnchorJobs jobs,
      KeyRing keys,
      CaptureClient capture,
      MemberWriter members,
      EvidenceProperties settings) {
    this.logs = logs;
    this.batches = batches;
    this.jobs = jobs;
    this.keys = keys;
    this.capture = capture;
    this.members = members;
    this.settings = settings;
    this.atOnce = new Semaphore(settings.bundlesAtOnce());
  }

  /// The bundle of the events `[from, to]` of a stream; the caller closes it.
  ///
  /// @throws EvidenceRefusedException when there can be none, and why
  /// @throws CaptureUnavailableException when the documents cannot be had
  /// @throws CaptureContradictionException when capture's answer contradicts itself
  public EvidenceBundle assemble(PolicyId policyId, long from, long to)
      throws EvidenceRefusedException, IOException {
    EvidenceRange range = range(policyId, from, to);
    if (!atOnce.tryAcquire()) {
      throw new EvidenceRefusedException(Reason.BUSY, "other bundles are being made");
    }
    MemberSpool spool = null;
    try {
      spool = MemberSpool.open(settings.folder(), settings.bytesMax());
      members.writeAll(range, capture, spool);
      return new EvidenceBundle(spool, manifest(range, spool), atOnce::release);
    } catch (EvidenceRefusedException | IOException | RuntimeException e) {
      if (spool != null) {
        spool.close();
      }
      atOnce.release();
      throw e;
    }
  }

  private EvidenceRange range(PolicyId policyId, long from, long to)
      throws EvidenceRefusedException {
    LogHead log =
        logs.find(policyId)
            .filter(head -> from >= 0 && from <= to && to < head.size())
            .orElseThrow(() ->
                new EvidenceRefusedException(
                    Reason.NOT_FOUND,
                    "the log of %s has no events %d to %d".formatted(policyId, from, to)));
    if (policyId.value().equals(".") || policyId.value().equals("..")) {
      throw new EvidenceRefusedException(
          Reason.NOT_FOUND, "a policy id of . or .. cannot be a member's path");
    }
    if (to - from >= settings.eventsMax()) {
      throw new EvidenceRefusedException(
          Reason.TOO_MUCH,
          "%d events; a bundle holds at most %d".formatted(to - from + 1, settings.eventsMax()));
    }
    List<Batch> closed = batches.overlapping(log.logNo(), from, to);
    if (closed.isEmpty() || closed.getLast().lastSequence() < to) {
      throw new EvidenceRefusedException(
          Reason.NOT_CLOSED,
          "events up to %d are not all in closed batches; POST /vcp/anchor closes the open one"
              .formatted(to));
    }
    return new EvidenceRange(
        log, from, to, closed, jobs.ofBatches(closed.stream().map(Batch::batchId).toList()));
  }

  private byte[] manifest(EvidenceRange range, MemberSpool spool) {
    JsonObject stream =
        JsonObject.builder()
            .put("policy_id", range.log().policyId().value())
            .put("first_sequence", range.from())
            .put("last_sequence", range.to())
            .build();
    return CanonicalJson.ofOwn(
        JsonObject.builder()
            .put("format", format(range).wireName())
            .put("origin", keys.host())
            .put("streams", JsonArray.of(List.of(stream)))
            .put("members", spool.manifest())
            .build());
  }

  /// A time-stamp from before format 2 covers its batch's root alone, which format 2 does not take.
  private static EvidenceFormat format(EvidenceRange range) {
    boolean rootOnly =
        range.batches().stream()
            .anyMatch(batch ->
                range.confirmed(batch).stream()
                    .anyMatch(job -> !job.imprint().equals(batch.batchHash())));
    return rootOnly ? EvidenceFormat.V1 : EvidenceFormat.V2;
  }
}
