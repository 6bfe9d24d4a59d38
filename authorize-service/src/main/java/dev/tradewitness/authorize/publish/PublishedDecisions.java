package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.journal.CursorStore;
import dev.tradewitness.authorize.journal.CursorStore.Cursor;
import dev.tradewitness.authorize.journal.PublishedStore;
import dev.tradewitness.authorize.lane.LaneRecovery;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.authorize.ownership.OwnershipListener;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.kit.kafka.TopicTail;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the journal with the tail of `authorize.decisions` whenever the lanes are taken. A
/// journal that lacks a published decision was put back to an older state: it would let through
/// what exposure forbids, and decide a second time about orders. The lanes stay closed then until a
/// person decides.
public final class PublishedDecisions implements OwnershipListener {

  private static final Logger log = LoggerFactory.getLogger(PublishedDecisions.class);

  /// Between two attempts to take lanes whose journal is older than what was published.
  private static final Duration CONTRADICTED_PAUSE = Duration.ofSeconds(5);

  /// How far the comparison is.
  public enum State {
    /// The lanes are not held, or the comparison is under way.
    WAITING,
    COMPARED,
    /// Kafka does not answer: orders are decided, and the comparison follows.
    KAFKA_AWAY,
    /// Something that was published is not in the journal. Nothing is decided.
    CONTRADICTED
  }

  /// @param detail the cause; null when there is nothing to say
  public record Standing(State state, @Nullable String detail) {}

  private final TopicTail tail;
  private final PublishedStore positions;
  private final CursorStore cursors;
  private final Ownership ownership;
  private final PublishedProperties settings;

  private volatile Standing standing = new Standing(State.WAITING, null);

  /// The number of each lane's next decision when the lanes were taken: nothing is sent before the
  /// comparison. Written by the keeper's thread.
  private volatile long[] heads = new long[0];

  PublishedDecisions(
      TopicTail tail,
      PublishedStore positions,
      CursorStore cursors,
      Ownership ownership,
      PublishedProperties settings,
      MeterRegistry meters) {
    this.tail = tail;
    this.positions = positions;
    this.cursors = cursors;
    this.ownership = ownership;
    this.settings = settings;
    Gauge.builder(
            "authorize.published.contradicted",
            this,
            decisions -> decisions.standing.state() == State.CONTRADICTED ? 1 : 0)
        .description("1 while published decisions are not in the journal")
        .register(meters);
  }

  /// The latest outcome.
  public Standing standing() {
    return standing;
  }

  boolean isCompared() {
    return standing.state() == State.COMPARED;
  }

  @Override
  public void taken() {
    heads = ownership.lanes().all().stream().mapToLong(LaneRecovery::nextDecision).toArray();
    long waitUntil = System.nanoTime() + settings.kafkaWait().toNanos();
    do {
      standing = compare();
    } while (standing.state() == State.KAFKA_AWAY
        && System.nanoTime() - waitUntil < 0
        && pause(Duration.ofMillis(200)));
    if (standing.state() == State.KAFKA_AWAY) {
      note(heads);
    }
    if (standing.state() == State.CONTRADICTED) {
      pause(CONTRADICTED_PAUSE);
      throw new IllegalStateException(standing.detail());
    }
  }

  /// What is decided from here on would hide what the journal lacks.
  private void note(long[] next) {
    try {
      positions.uncompared(next);
    } catch (SQLException e) {
      throw new IllegalStateException("where the lanes stand is not noted", e);
    }
  }

  @Override
  public void opened() {
    if (standing.state() == State.KAFKA_AWAY) {
      log.atWarn()
          .addKeyValue("detail", standing.detail())
          .log("orders are decided before the journal is compared with what was published");
      long tenure = ownership.tenure();
      Thread.ofVirtual().name("published-decisions").start(() -> compareLater(tenure));
    }
  }

  @Override
  public void lost() {
    if (standing.state() != State.CONTRADICTED) {
      standing = new Standing(State.WAITING, null);
    }
  }

  private void compareLater(long tenure) {
    while (tenure == ownership.tenure() && standing.state() == State.KAFKA_AWAY) {
      try {
        Standing found = compare();
        if (tenure == ownership.tenure()) {
          standing = found;
        }
        if (found.state() == State.CONTRADICTED) {
          ownership.lost(tenure);
        }
      } catch (RuntimeException e) {
        log.atWarn().setCause(e).log("the journal is not compared yet with what was published");
      }
      if (!pause(Duration.ofSeconds(1))) {
        return;
      }
    }
  }

  /// @return false when interrupted
  private static boolean pause(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Standing compare() {
    try {
      long[] next = positions.comparable(heads);
      Map<Integer, Long> from = positions.positions();
      boolean isUpgraded =
          from.isEmpty()
              && Arrays.stream(cursors.read(next.length)).anyMatch(at -> !at.equals(Cursor.START));
      var lost = new LostDecisions();
      Map<Integer, Long> ends =
          tail.read(
              (partition, beginning, end) ->
                  isUpgraded
                      ? Math.max(beginning, end - settings.tailMessages())
                      : start(partition, from.getOrDefault(partition, 0L), beginning, end, lost),
              message -> compare(message, next, lost));
      return conclude(lost, ends);
    } catch (KafkaException e) {
      log.atDebug().setCause(e).log("published decisions cannot be read");
      return new Standing(
          State.KAFKA_AWAY, "authorize.decisions cannot be read: " + e.getMessage());
    } catch (SQLException e) {
      throw new IllegalStateException("the journal is not compared with what was published", e);
    }
  }

  /// From where a partition is read: messages below the known offset are in the journal.
  private static long start(
      int partition, long known, long beginning, long end, LostDecisions lost) {
    if (known > 0 && known < beginning && beginning <= end) {
      lost.addDeleted(partition, known, beginning);
    }
    return known;
  }

  private static void compare(
      ConsumerRecord<byte[], byte[]> message, long[] next, LostDecisions lost) {
    Header sequence = message.headers().lastHeader(EventHeaders.SEQUENCE);
    if (sequence == null || sequence.value().length != Long.BYTES || message.value() == null) {
      return; // not one of ours
    }
    try {
      JsonObject decision = Json.parseObject(message.value(), JsonLimits.EVENT);
      String id = decision.string("decision_id");
      int lane = Integer.parseInt(String.valueOf(decision.text("lane")));
      long number = EventHeaders.toLong(sequence.value());
      if (id != null && lane >= 0 && lane < next.length && number >= next[lane]) {
        lost.add(lane, next[lane], number, id);
      }
    } catch (JsonRefusedException | NumberFormatException e) {
      log.atDebug().setCause(e).log("not a decision");
    }
  }

  private Standing conclude(LostDecisions lost, Map<Integer, Long> ends) throws SQLException {
    if (lost.isEmpty()) {
      positions.compared(ends);
      return new Standing(State.COMPARED, null);
    }
    if (lost.code().equals(settings.giveUp())) {
      positions.givenUp(ends, lost.code(), lost.detail());
      log.atError().addKeyValue("detail", lost.detail()).log("published decisions are given up");
      return new Standing(State.COMPARED, null);
    }
    log.atError()
        .addKeyValue("detail", lost.detail())
        .log("published decisions are not in the journal: nothing is decided");
    return new Standing(State.CONTRADICTED, lost.detail());
  }
}
