package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.anchoring.AnchorJobs;
import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.batch.BatchCloser;
import dev.tradewitness.anchor.batch.BatchFilter;
import dev.tradewitness.anchor.batch.BatchRecords;
import dev.tradewitness.anchor.batch.BatchStatus;
import dev.tradewitness.anchor.batch.BatchStore;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.schedule.Round;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Closing batches and reading their records.
@RestController
class AnchorController {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
  private static final int LIMIT_MAX = 500;
  private static final int LIMIT_DEFAULT = 50;

  private final StreamLog logs;
  private final BatchCloser closer;
  private final BatchStore batches;
  private final AnchorJobs jobs;
  private final Anchoring anchoring;
  private final ApiProperties settings;
  private final InstantSource clock;

  AnchorController(
      StreamLog logs,
      BatchCloser closer,
      BatchStore batches,
      AnchorJobs jobs,
      Anchoring anchoring,
      ApiProperties settings,
      InstantSource clock) {
    this.logs = logs;
    this.closer = closer;
    this.batches = batches;
    this.jobs = jobs;
    this.anchoring = anchoring;
    this.settings = settings;
    this.clock = clock;
  }

  /// Closes what is in the log now. With `min_sequence` it first waits, within `wait`, until the
  /// log has that sequence; anchors that do not come within `wait` come later.
  @PostMapping({"/vcp/anchor", "/vcp/anchor/force"})
  ResponseEntity<byte[]> anchor(@Query({"policy_id", "min_sequence", "wait"}) QueryReader query) {
    PolicyId policyId = Answers.policyId(query);
    Long minSequence = query.number("min_sequence", 0, Long.MAX_VALUE);
    Duration patience = patience(query);
    if (minSequence != null && !query.isPresent("policy_id")) {
      query.wrong("min_sequence", "NO_POLICY", "min_sequence needs policy_id");
    }
    query.requireNoViolation();
    long deadline = System.nanoTime() + patience.toNanos();
    List<PolicyId> streams =
        policyId == null ? logs.all().stream().map(LogHead::policyId).toList() : List.of(policyId);
    if (minSequence != null) {
      await(deadline, () -> size(streams.getFirst()) > minSequence);
    }
    var closed = new ArrayList<UUID>();
    Round.each(
        streams,
        stream -> {
          closer.close(stream).ifPresent(batch -> closed.add(batch.batchId()));
          jobs.hasten(
              batches.pending(stream).stream().map(Batch::batchId).toList(), clock.instant());
        });
    if (anchoring.hasTargets()) {
      await(deadline, () -> closed.stream().allMatch(this::isAnchored));
    }
    return Answers.json(answer(closed));
  }

  private Duration patience(QueryReader query) {
    Duration max = settings.anchorWaitMax();
    Duration wait =
        query.read(
            "wait",
            "OUT_OF_RANGE",
            "an ISO 8601 duration from PT0S to " + max,
            text -> {
              Duration asked = duration(text);
              return asked == null || asked.isNegative() || asked.compareTo(max) > 0 ? null : asked;
            });
    return wait == null ? settings.anchorWait() : wait;
  }

  private static @Nullable Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private long size(PolicyId policyId) {
    return logs.find(policyId).map(LogHead::size).orElse(0L);
  }

  private boolean isAnchored(UUID batchId) {
    return batches.find(batchId).map(Batch::status).orElse(BatchStatus.PENDING)
        == BatchStatus.ANCHORED;
  }

  private static void await(long deadline, BooleanSupplier condition) {
    try {
      while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
        Thread.sleep(LOOK_AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonObject answer(List<UUID> closed) {
    List<JsonValue> records =
        closed.stream()
            .flatMap(batchId -> batches.find(batchId).stream())
            .<JsonValue>map(this::record)
            .toList();
    var answer = JsonObject.builder();
    if (records.size() == 1 && records.getFirst() instanceof JsonObject only) {
      answer.putAll(
          only.only(List.of("batch_id", "merkle_root", "event_count", "anchored_at")).members());
    } else {
      answer.put("event_count", total(records));
    }
    return answer.put("batches", JsonArray.of(records)).build();
  }

  private static long total(List<JsonValue> records) {
    return records.stream()
        .map(record -> ((JsonObject) record).text("event_count"))
        .mapToLong(count -> count == null ? 0 : Long.parseLong(count))
        .sum();
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
