package dev.tradewitness.capture.health;

import dev.tradewitness.capture.anchored.AnchoredFigures;
import dev.tradewitness.capture.intake.InFlight;
import dev.tradewitness.capture.relay.StreamRelay;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.spool.Spool;
import dev.tradewitness.capture.stream.PublishedEvents;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.crypto.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Answers how the service is, without waiting for a database that is known to be away and without
/// asking it more than a few times a second.
public final class CaptureHealth {

  private final StreamReader streams;
  private final StreamCommitter committer;
  private final StreamRelay relay;
  private final ThreadsHealthIndicator threads;
  private final PublishedEvents published;
  private final AnchoredFigures batches;
  private final Spool spool;
  private final InFlight inFlight;
  private final KafkaWatch kafka;
  private final Sources sources;
  private final SourceTroubles troubles;
  private final HealthProperties properties;
  private final long startedNanos = System.nanoTime();

  /// What the last look found.
  private volatile @Nullable Look last;

  /// One looks at a time: a database that is slow must not keep every asker waiting.
  private final AtomicBoolean looking = new AtomicBoolean();

  CaptureHealth(
      StreamReader streams,
      StreamCommitter committer,
      StreamRelay relay,
      ThreadsHealthIndicator threads,
      PublishedEvents published,
      AnchoredFigures batches,
      Spool spool,
      InFlight inFlight,
      KafkaWatch kafka,
      Sources sources,
      SourceTroubles troubles,
      HealthProperties properties) {
    this.streams = streams;
    this.committer = committer;
    this.relay = relay;
    this.threads = threads;
    this.published = published;
    this.batches = batches;
    this.spool = spool;
    this.inFlight = inFlight;
    this.kafka = kafka;
    this.sources = sources;
    this.troubles = troubles;
    this.properties = properties;
  }

  /// All of it is usable, some of it (events are taken, if only into the spool), or nothing can be
  /// stored.
  public enum Status {
    HEALTHY,
    DEGRADED,
    UNHEALTHY
  }

  /// @param pendingEvents stored and in no closed batch yet
  /// @param currentRoot of the batch that closed last
  /// @param spooledEvents on the local disk and not in the database yet
  /// @param published how the database compares with what was published
  /// @param sourcesDigest of the sources file that is in force
  /// @param sourcesRefused why the file as it is now is not; null when it is
  /// @param troubles of sources that cannot be read
  public record Report(
      Status status,
      long eventsLogged,
      @Nullable Instant lastAnchor,
      int queueSize,
      Duration uptime,
      long pendingEvents,
      @Nullable String currentRoot,
      long relayLag,
      int relayPartitions,
      long spooledEvents,
      boolean databaseAnswers,
      boolean kafkaAnswers,
      PublishedEvents.Standing published,
      Hash sourcesDigest,
      @Nullable String sourcesRefused,
      List<SourceTroubles.Trouble> troubles) {}

  /// @param at monotonic
  private record Look(
      long at,
      boolean answered,
      long logged,
      long inBatches,
      @Nullable Instant anchoredAt,
      @Nullable String root) {}

  public Report report() {
    Look look = look();
    PublishedEvents.Standing compared = published.standing();
    boolean stores = look.answered() && committer.databaseAnswers();
    boolean kafkaAnswers = kafka.answers();
    long lag = relay.lag();
    String sourcesRefused = sources.refusal();
    List<SourceTroubles.Trouble> unread = troubles.now();
    Status status =
        !threads.isAlive()
            ? Status.UNHEALTHY
            : !stores || spool.isStalled()
                ? spool.takesEvents() ? Status.DEGRADED : Status.UNHEALTHY
                : !kafkaAnswers
                        || lag > properties.relayLagMax()
                        || spool.takesArrivals()
                        || !spool.isSound()
                        || published.isAlerting()
                        || sourcesRefused != null
                        || !unread.isEmpty()
                    ? Status.DEGRADED
                    : Status.HEALTHY;
    return new Report(
        status,
        look.logged(),
        look.anchoredAt(),
        inFlight.events(),
        Duration.ofNanos(System.nanoTime() - startedNanos),
        Math.max(0, look.logged() - look.inBatches()),
        look.root(),
        lag,
        relay.partitions().size(),
        spool.events(),
        look.answered() && (stores || isHeld(compared)),
        kafkaAnswers,
        compared,
        sources.current().digest(),
        sourcesRefused,
        unread);
  }

  /// Whether nothing is stored for another reason than the database.
  private static boolean isHeld(PublishedEvents.Standing compared) {
    return switch (compared.state()) {
      case KAFKA_AWAY, CONTRADICTED -> true;
      case WAITING, COMPARED -> false;
    };
  }

  private Look look() {
    Look known = last;
    long now = System.nanoTime();
    if (known != null && now - known.at() < properties.keep().toNanos()) {
      return known;
    }
    if (!looking.compareAndSet(false, true)) {
      return known == null ? blind(now, null) : known;
    }
    try {
      Look fresh =
          committer.databaseAnswers() || isHeld(published.standing())
              ? lookAgain(now, known)
              : blind(now, known);
      last = fresh;
      return fresh;
    } finally {
      looking.set(false);
    }
  }

  private Look lookAgain(long now, @Nullable Look known) {
    try {
      AnchoredFigures.Figures anchored = batches.figures();
      return new Look(
          now,
          true,
          streams.eventsStored(),
          anchored.eventsInBatches(),
          anchored.lastAnchoredAt(),
          anchored.lastRoot());
    } catch (DataAccessException | TransactionException e) {
      return blind(now, known);
    }
  }

  private static Look blind(long now, @Nullable Look known) {
    return known == null
        ? new Look(now, false, 0, 0, null, null)
        : new Look(now, false, known.logged(), known.inBatches(), known.anchoredAt(), known.root());
  }
}
