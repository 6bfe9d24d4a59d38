package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.anchoring.AnchorJob;
import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.log.LogHead;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a bundle is about: a range of a stream and the closed batches that hold it.
///
/// @param jobs anchor jobs by batch, oldest first
record EvidenceRange(
    LogHead log, long from, long to, List<Batch> batches, Map<UUID, List<AnchorJob>> jobs) {

  /// Jobs that have their target's answer.
  List<AnchorJob> confirmed(Batch batch) {
    return jobs.getOrDefault(batch.batchId(), List.of()).stream()
        .filter(job -> job.receipt() != null)
        .toList();
  }
}
