package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.anchoring.AnchorJobs;
import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.batch.BatchFilter;
import dev.tradewitness.anchor.batch.BatchRecords;
import dev.tradewitness.anchor.batch.BatchStore;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Reading the records of batches.
@RestController
class AnchorController {

  private static final int LIMIT_MAX = 500;
  private static final int LIMIT_DEFAULT = 50;

  private final BatchStore batches;
  private final AnchorJobs jobs;

  AnchorController(BatchStore batches, AnchorJobs jobs) {
    this.batches = batches;
    this.jobs = jobs;
  }

  private JsonObject record(Batch batch) {
    return BatchRecords.of(batch, batches.jobsOf(batch));
  }

  @GetMapping("/vcp/anchors/{batchId}")
  ResponseEntity<byte[]> one(@PathVariable String batchId) {
    return Answers.json(
        record(
            batches
                .find(Answers.uuid("batch_id", batchId))
                .orElseThrow(() -> Answers.notFound("There is no batch " + batchId))));
  }

  /// Newest first. `from` and `to` are times of closing; `cursor` is `next_cursor` of the page
  /// before.
  @GetMapping("/vcp/anchors")
  ResponseEntity<byte[]> list(
      @Query({"policy_id", "from", "to", "cursor", "limit"}) QueryReader query) {
    PolicyId policyId = Answers.policyId(query);
    Instant from = query.time("from");
    Instant to = query.time("to");
    UUID cursor = Answers.uuid(query, "cursor");
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
    query.requireNoViolation();
    List<Batch> page =
        batches.list(
            new BatchFilter(policyId, from, to, cursor == null ? null : lastOfPage(cursor), limit));
    var byBatch = jobs.ofBatches(page.stream().map(Batch::batchId).toList());
    return Answers.json(
        JsonObject.builder()
            .put(
                "batches",
                JsonArray.of(
                    page.stream()
                        .<JsonValue>map(batch ->
                            BatchRecords.of(
                                batch, byBatch.getOrDefault(batch.batchId(), List.of())))
                        .toList()))
            .putOrNull(
                "next_cursor", page.size() == limit ? page.getLast().batchId().toString() : null)
            .build());
  }

  private Batch lastOfPage(UUID cursor) {
    return batches
        .find(cursor)
        .orElseThrow(() -> Answers.invalid("cursor", "UNKNOWN", "no next_cursor of a page"));
  }

  static @Nullable String text(java.time.@Nullable Instant instant) {
    return instant == null ? null : Rfc3339.text(instant);
  }
}
