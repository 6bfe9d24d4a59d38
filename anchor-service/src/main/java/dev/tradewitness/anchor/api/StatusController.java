package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.anchoring.AnchorJobs;
import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.anchor.anchoring.JobState;
import dev.tradewitness.anchor.anchoring.Trust;
import dev.tradewitness.anchor.batch.AnchorDelay;
import dev.tradewitness.anchor.batch.AnchorMessages;
import dev.tradewitness.anchor.batch.BatchCloser;
import dev.tradewitness.anchor.batch.BatchProperties;
import dev.tradewitness.anchor.batch.BatchStore;
import dev.tradewitness.anchor.batch.BatchStore.Summary;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.Standing;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.vitals.Trouble;
import dev.tradewitness.anchor.vitals.TroubleSource;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.time.StoredTimes;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// How things stand: each stream's log, batches, and what ANC-002 says.
@RestController
class StatusController {

  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(30);

  private final StreamLog logs;
  private final BatchStore batches;
  private final BatchCloser closer;
  private final BatchProperties tiers;
  private final AnchorJobs jobs;
  private final Anchoring anchoring;
  private final AnchorMessages messages;
  private final ObjectProvider<TroubleSource> sources;
  private final SigningTroubles signing;
  private final InstantSource clock;

  StatusController(
      StreamLog logs,
      BatchStore batches,
      BatchCloser closer,
      BatchProperties tiers,
      AnchorJobs jobs,
      Anchoring anchoring,
      AnchorMessages messages,
      ObjectProvider<TroubleSource> sources,
      SigningTroubles signing,
      InstantSource clock) {
    this.logs = logs;
    this.batches = batches;
    this.closer = closer;
    this.tiers = tiers;
    this.jobs = jobs;
    this.anchoring = anchoring;
    this.messages = messages;
    this.sources = sources;
    this.signing = signing;
    this.clock = clock;
  }

  /// One stream, read at one moment.
  private record Stream(
      LogHead log, @Nullable Summary batches, @Nullable Instant next, AnchorDelay delay) {}

  private List<Stream> streams() {
    Map<Integer, Summary> summaries = batches.summaries();
    Instant now = clock.instant();
    List<Trust> targets = anchoring.trusts();
    return logs.all().stream()
        .map(log -> {
          Summary summary = summaries.get(log.logNo());
          return new Stream(
              log,
              summary,
              closer.dueAt(log).orElse(null),
              AnchorDelay.of(log, summary, targets, tiers.interval(log.tier()), now));
        })
        .toList();
  }

  @GetMapping("/vcp/anchor/status")
  ResponseEntity<byte[]> status() {
    List<Stream> streams = streams();
    Instant last = latest(streams);
    Instant next =
        streams.stream()
            .map(Stream::next)
            .filter(Objects::nonNull)
            .min(Instant::compareTo)
            .orElse(null);
    var states = JsonObject.builder();
    Map<JobState, Long> counts = jobs.openCounts();
    counts.put(JobState.CONFIRMED, batches.confirmedJobs());
    for (JobState state : JobState.values()) {
      states.put(state.name().toLowerCase(Locale.ROOT), counts.getOrDefault(state, 0L));
    }
    return Answers.json(
        JsonObject.builder()
            .putOrNull("last_anchor", AnchorController.text(last))
            .putOrNull("next_anchor", AnchorController.text(next))
            .put("pending_batches", pending(streams))
            .put("jobs", states.build())
            .put("streams", JsonArray.of(streams.stream().map(StatusController::stream).toList()))
            .build());
  }

  private static @Nullable Instant latest(List<Stream> streams) {
    return streams.stream()
        .map(Stream::batches)
        .filter(Objects::nonNull)
        .map(Summary::lastAnchoredAt)
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElse(null);
  }

  private static long pending(List<Stream> streams) {
    return streams.stream()
        .map(Stream::batches)
        .filter(Objects::nonNull)
        .mapToLong(Summary::pending)
        .sum();
  }

  private static JsonValue stream(Stream stream) {
    LogHead log = stream.log();
    Summary batches = stream.batches();
    return JsonObject.builder()
        .put("policy_id", log.policyId().value())
        .put("conformance_tier", log.tier().name())
        .put("state", log.standing().state().name())
        .put("detail", log.standing().detail())
        .put("state_since", Rfc3339.text(log.standing().since()))
        .put("size", log.size())
        .put("root", log.head().root().hex())
        .put(
            "open_batch",
            JsonObject.builder()
                .put("first_sequence", log.open().first())
                .put("event_count", log.openCount())
                .put("merkle_root", log.openHead().root().hex())
                .putOrNull("first_event_at", AnchorController.text(log.open().firstEventAt()))
                .build())
        .put("batches", batches == null ? 0 : batches.batches())
        .put("pending_batches", batches == null ? 0 : batches.pending())
        .putOrNull(
            "last_closed_at",
            batches == null ? null : AnchorController.text(batches.lastClosedAt()))
        .putOrNull(
            "last_anchored_at",
            batches == null ? null : AnchorController.text(batches.lastAnchoredAt()))
        .putOrNull("next_close_at", AnchorController.text(stream.next()))
        .put("anc_002", delay(stream.delay()))
        .build();
  }

  private static JsonValue delay(AnchorDelay delay) {
    return JsonObject.builder()
        .put("finding", delay.finding().name())
        .put("counted_anchors", delay.counted().name())
        .put("limit_seconds", delay.limit().toSeconds())
        .put("oldest_unanchored_seconds", delay.age().toSeconds())
        .putOrNull("oldest_unanchored_at", AnchorController.text(delay.oldest()))
        .build();
  }

  @GetMapping("/health")
  ResponseEntity<byte[]> health() {
    try {
      var others = new ArrayList<>(signing.troubles(uptime()));
      sources
          .orderedStream()
          .flatMap(source -> source.troubles().stream())
          .map(StatusController::trouble)
          .forEach(others::add);
      return health(streams(), messages.waiting(), others);
    } catch (DataAccessException | TransactionException e) {
      return answer(
          HttpStatus.SERVICE_UNAVAILABLE,
          JsonObject.builder()
              .put("status", "unhealthy")
              .put("service", "anchor-service")
              .put("reason", "the database does not answer")
              .put("uptime_seconds", uptime().toSeconds())
              .build());
    }
  }

  private ResponseEntity<byte[]> health(
      List<Stream> streams, long waiting, List<JsonValue> others) {
    var troubles = new ArrayList<>(others);
    for (Stream stream : streams) {
      LogState state = stream.log().standing().state();
      if (isTrouble(stream.log().standing())) {
        troubles.add(trouble(stream, state.name(), stream.log().standing().detail()));
      }
      Instant ahead = closedAhead(stream.batches());
      if (ahead != null) {
        troubles.add(
            trouble(
                stream,
                "CLOSED_AHEAD",
                "its last batch closed at %s by a clock that was set back since; no authority can stamp it before"
                    .formatted(ahead)));
      }
      if (stream.delay().finding().isLate()) {
        troubles.add(
            trouble(
                stream,
                "ANC-002 " + stream.delay().finding(),
                "oldest event without an anchor waits for %d s"
                    .formatted(stream.delay().age().toSeconds())));
      }
    }
    return answer(
        HttpStatus.OK,
        JsonObject.builder()
            .put("status", troubles.isEmpty() ? "healthy" : "degraded")
            .put("service", "anchor-service")
            .put("vcp_version", "1.1")
            .put("streams", streams.size())
            .put("leaves", streams.stream().mapToLong(stream -> stream.log().size()).sum())
            .putOrNull("last_anchor", AnchorController.text(latest(streams)))
            .put("pending_batches", pending(streams))
            .put("queue_size", waiting)
            .put("troubles", JsonArray.of(troubles))
            .put("uptime_seconds", uptime().toSeconds())
            .build());
  }

  /// Waiting for capture's word is how some streams work always: it is a trouble when it takes
  /// long.
  private boolean isTrouble(Standing standing) {
    return switch (standing.state()) {
      case OPEN -> false;
      case UNCONFIRMED ->
          // A state that begins in the future was there before the clock was set back.
          Duration.between(standing.since(), clock.instant()).abs().compareTo(CONFIRMED_WITHIN) > 0;
      case GAP, UNKNOWN, MALFORMED, CONFLICT, AHEAD -> true;
    };
  }

  /// When a batch closed that waits for its anchor, if that time is still to come.
  private @Nullable Instant closedAhead(@Nullable Summary batches) {
    Instant closedAt = batches == null || batches.pending() == 0 ? null : batches.lastClosedAt();
    return closedAt != null && StoredTimes.isAhead(closedAt, clock.instant()) ? closedAt : null;
  }

  private static JsonValue trouble(Stream stream, String state, String detail) {
    return JsonObject.builder()
        .put("policy_id", stream.log().policyId().value())
        .put("state", state)
        .put("detail", detail)
        .build();
  }

  private static JsonValue trouble(Trouble part) {
    return JsonObject.builder()
        .put("part", part.part())
        .put("state", part.state())
        .put("detail", part.detail())
        .build();
  }

  private static Duration uptime() {
    return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
  }

  private static ResponseEntity<byte[]> answer(HttpStatus status, JsonObject body) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(CanonicalJson.asReceived(body));
  }
}
