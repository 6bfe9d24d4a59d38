package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.anchoring.AnchorJobs;
import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.anchor.api.ClosingRound.Closing;
import dev.tradewitness.anchor.api.ClosingRound.Result;
import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.batch.BatchCloser;
import dev.tradewitness.anchor.batch.BatchRecords;
import dev.tradewitness.anchor.batch.BatchStatus;
import dev.tradewitness.anchor.batch.BatchStore;
import dev.tradewitness.anchor.checkpoint.CheckpointRefusedException;
import dev.tradewitness.anchor.checkpoint.SigningHeldException;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Closing batches at once. A request ends within its `wait`, and the few seconds that a close may
/// take which has begun by then.
@RestController
class CloseController {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  /// Streams that one request closes; their records are one answer.
  private static final int STREAMS_MAX = 1_000;

  private final StreamLog logs;
  private final ClosingRound closing;
  private final BatchStore batches;
  private final AnchorJobs jobs;
  private final Anchoring anchoring;
  private final ApiProperties settings;
  private final InstantSource clock;

  CloseController(
      StreamLog logs,
      BatchCloser closer,
      BatchStore batches,
      AnchorJobs jobs,
      Anchoring anchoring,
      ApiProperties settings,
      InstantSource clock) {
    this.logs = logs;
    this.closing = new ClosingRound(closer);
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
    return Answers.json(
        policyId == null ? closeAll(deadline) : closeOne(policyId, minSequence, deadline));
  }

  private JsonObject closeOne(PolicyId policyId, @Nullable Long minSequence, long deadline) {
    if (minSequence != null) {
      long wanted = minSequence;
      await(deadline, () -> size(policyId) > wanted);
    }
    List<UUID> closed = closed(closing.close(List.of(policyId), deadline).getFirst().closing());
    jobs.hasten(batches.pendingIds(policyId), clock.instant());
    awaitAnchors(closed, deadline);
    JsonObject answer = answer(closed);
    if (minSequence == null) {
      return answer;
    }
    long size = size(policyId);
    return JsonObject.builder()
        .putAll(answer.members())
        .put("min_sequence_reached", size > minSequence)
        .put("log_size", size)
        .build();
  }

  private static List<UUID> closed(Closing closing) {
    return switch (closing) {
      case Closing.Closed(UUID batchId) -> List.of(batchId);
      case Closing.NothingOpen() -> List.of();
      case Closing.NotReached() ->
          throw ProblemException.unavailable(
              "BUSY", "The batch was not closed within wait; it may be closed later", ASK_AGAIN);
      case Closing.Failed(_, _, CheckpointRefusedException e) ->
          throw ProblemException.of(
              HttpStatus.CONFLICT,
              "CLOSE_REFUSED",
              "The batch cannot be closed: " + e.getMessage());
      case Closing.Failed(_, _, SigningHeldException e) ->
          throw ProblemException.unavailable(
              "SIGNING_HELD", "The batch cannot be closed yet: " + e.getMessage(), ASK_AGAIN);
      case Closing.Failed(_, _, RuntimeException e) -> throw e;
    };
  }

  private JsonObject closeAll(long deadline) {
    List<PolicyId> open =
        logs.all().stream()
            .filter(log -> log.openCount() > 0)
            .map(LogHead::policyId)
            .limit(STREAMS_MAX + 1L)
            .toList();
    List<Result> results =
        closing.close(open.subList(0, Math.min(open.size(), STREAMS_MAX)), deadline);
    jobs.hastenAll(clock.instant());
    List<UUID> closed =
        results.stream()
            .map(Result::closing)
            .filter(Closing.Closed.class::isInstance)
            .map(one -> ((Closing.Closed) one).batchId())
            .toList();
    awaitAnchors(closed, deadline);
    return JsonObject.builder()
        .putAll(answer(closed).members())
        .put("not_closed", notClosed(results))
        .put("more", open.size() > STREAMS_MAX)
        .build();
  }

  private static JsonValue notClosed(List<Result> results) {
    var left = new ArrayList<JsonValue>();
    for (Result result : results) {
      switch (result.closing()) {
        case Closing.Closed _, Closing.NothingOpen _ -> {}
        case Closing.Failed failed ->
            left.add(notClosed(result.policyId(), failed.reason(), failed.detail()));
        case Closing.NotReached _ ->
            left.add(notClosed(result.policyId(), "NOT_REACHED", "wait was over; ask again"));
      }
    }
    return JsonArray.of(left);
  }

  private static JsonValue notClosed(PolicyId policyId, String reason, String detail) {
    return JsonObject.builder()
        .put("policy_id", policyId.value())
        .put("reason", reason)
        .put("detail", detail)
        .build();
  }

  /// One look asks for one batch, however many there are.
  private void awaitAnchors(List<UUID> closed, long deadline) {
    if (!anchoring.hasTargets()) {
      return;
    }
    var waiting = new ArrayDeque<>(closed);
    await(
        deadline,
        () -> {
          while (!waiting.isEmpty() && isAnchored(waiting.getFirst())) {
            waiting.removeFirst();
          }
          return waiting.isEmpty();
        });
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
    Map<UUID, Batch> byId =
        batches.findAll(closed).stream().collect(Collectors.toMap(Batch::batchId, batch -> batch));
    var jobsById = jobs.ofBatches(closed);
    List<JsonValue> records =
        closed.stream()
            .flatMap(batchId -> Stream.ofNullable(byId.get(batchId)))
            .<JsonValue>map(
                batch -> BatchRecords.of(batch, jobsById.getOrDefault(batch.batchId(), List.of())))
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
}
