package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.authorization.Lanes;
import dev.tradewitness.authorize.journal.CursorStore;
import dev.tradewitness.authorize.journal.CursorStore.Cursor;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalStore;
import io.github.resilience4j.core.IntervalFunction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaOperations;

/// Sends every decision of the journal to Kafka, in its lane's order, at least once. What was just
/// committed is handed over in memory; the table is read only to catch up: after a start, after
/// Kafka was away, after the memory ran over. The position is stored behind the confirmations, so a
/// restart sends a little again and leaves nothing out.
public final class DecisionRelay implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(DecisionRelay.class);
  private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(30);

  private final FreshDecisions fresh;
  private final Lanes lanes;
  private final JournalStore journal;
  private final CursorStore cursors;
  private final KafkaOperations<byte[], byte[]> kafka;
  private final RelayProperties settings;
  private final Counter sent;
  private final Counter failures;
  private final IntervalFunction backoff =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(200), 2.0, 0.2, Duration.ofSeconds(5));
  private final Thread thread = Thread.ofVirtual().name("decision-relay").unstarted(this::run);
  private volatile boolean running;

  /// Written only by the relay's thread.
  private volatile Cursor[] position = new Cursor[0];

  private long storedNanos;
  private boolean moved;

  DecisionRelay(
      FreshDecisions fresh,
      Lanes lanes,
      JournalStore journal,
      CursorStore cursors,
      KafkaOperations<byte[], byte[]> kafka,
      RelayProperties settings,
      MeterRegistry meters) {
    this.fresh = fresh;
    this.lanes = lanes;
    this.journal = journal;
    this.cursors = cursors;
    this.kafka = kafka;
    this.settings = settings;
    this.sent = meters.counter("authorize.relay.sent");
    this.failures = meters.counter("authorize.relay.failures");
    Gauge.builder("authorize.relay.behind", this, DecisionRelay::behind)
        .description("Decisions that are durable but not known to be in Kafka")
        .register(meters);
  }

  /// Decisions that are durable but not known to be in Kafka.
  public long behind() {
    Cursor[] at = position;
    long behind = 0;
    for (int lane = 0; lane < at.length; lane++) {
      behind += Math.max(0, fresh.next(lane) - at[lane].decisionSequence());
    }
    return behind;
  }

  public boolean isFarBehind() {
    return behind() > settings.behindMax();
  }

  @Override
  public void start() {
    running = true;
    thread.start();
  }

  private void run() {
    try {
      for (int attempt = 1; running; ) {
        try {
          if (lanes.state() == Lanes.State.OPEN || lanes.state() == Lanes.State.SUSPENDED) {
            relay();
          }
          attempt = 1;
          Thread.sleep(100);
        } catch (SQLException | ExecutionException | TimeoutException | RuntimeException e) {
          // Whatever it is, the relay goes on trying: what is durable has to get out.
          failures.increment();
          log.atWarn().addKeyValue("behind", behind()).setCause(e).log("decisions not sent yet");
          Thread.sleep(backoff.apply(Math.min(attempt++, 20)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void relay()
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    // What is handed over from here on is kept; what was committed before is in the table.
    fresh.restart();
    Cursor[] at = cursors.read(lanes.laneCount());
    position = at;
    catchUp(at);
    while (running && lanes.state() != Lanes.State.STANDBY) {
      List<Decided> decisions = fresh.take(settings.groupMax(), Duration.ofMillis(100));
      List<Decided> next = decisions == null ? null : following(at, decisions);
      if (next == null) {
        // The memory ran over, or was not told of a group; the table has what is missing.
        store(at);
        return;
      }
      send(at, next);
    }
    store(at);
  }

  /// What is to be sent of the decisions taken from memory; null when one before them is missing: a
  /// group that was found durable only later, by a new start of its lanes, is handed over by
  /// nobody.
  static @Nullable List<Decided> following(Cursor[] at, List<Decided> decisions) {
    long[] due = Arrays.stream(at).mapToLong(Cursor::decisionSequence).toArray();
    var next = new ArrayList<Decided>(decisions.size());
    for (Decided decision : decisions) {
      long number = decision.token().decision().place().sequence();
      if (number > due[decision.lane()]) {
        return null;
      }
      // Catching up may have sent some of them already.
      if (number == due[decision.lane()]) {
        due[decision.lane()]++;
        next.add(decision);
      }
    }
    return next;
  }

  private void catchUp(Cursor[] at)
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    for (int lane = 0; lane < at.length; lane++) {
      List<Decided> decisions;
      do {
        decisions = journal.decisions(lane, at[lane].sequence(), settings.groupMax());
        send(at, decisions);
      } while (running && decisions.size() == settings.groupMax());
    }
  }

  private void send(Cursor[] at, List<Decided> decisions)
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    var confirmations = new ArrayList<CompletableFuture<?>>(decisions.size());
    for (Decided decision : decisions) {
      confirmations.add(kafka.send(PublishedDecision.of(decision.token())));
    }
    CompletableFuture.allOf(confirmations.toArray(CompletableFuture[]::new))
        .get(CONFIRM_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    for (Decided decision : decisions) {
      at[decision.lane()] =
          new Cursor(decision.sequence() + 1, decision.token().decision().place().sequence() + 1);
      moved = true;
    }
    sent.increment(decisions.size());
    if (moved && System.nanoTime() - storedNanos > settings.cursorInterval().toNanos()) {
      store(at);
    }
  }

  private void store(Cursor[] at) throws SQLException {
    if (moved) {
      cursors.write(at);
      moved = false;
      storedNanos = System.nanoTime();
    }
  }

  @Override
  public void stop() {
    running = false;
    try {
      if (!thread.join(Duration.ofSeconds(3))) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /// Starts after the lanes' keeper, stops before it.
  @Override
  public int getPhase() {
    return 10;
  }
}
