package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.journal.CursorStore;
import dev.tradewitness.authorize.journal.CursorStore.Cursor;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.JournalStore.StoredDecision;
import dev.tradewitness.authorize.lane.LaneRecovery;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.authorize.ownership.OwnershipListener;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.threads.VitalTask;
import io.github.resilience4j.core.IntervalFunction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.support.SendResult;

/// Sends every decision of the journal to Kafka, in its lane's order, at least once. A fresh commit
/// is handed over in memory; the table is read to catch up: after a start, after Kafka was away,
/// after the memory overflowed. The position is stored behind the confirmations, so a restart sends
/// a little again and leaves nothing out.
public final class DecisionRelay implements SmartLifecycle, OwnershipListener {

  private static final Logger log = LoggerFactory.getLogger(DecisionRelay.class);
  private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(30);

  private final FreshDecisions fresh;
  private final Ownership ownership;
  private final JournalStore journal;
  private final CursorStore cursors;
  private final PublishedDecisions published;
  private final KafkaOperations<byte[], byte[]> kafka;
  private final RelayProperties settings;
  private final Counter sent;
  private final Counter failures;
  private final IntervalFunction backoff =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(200), 2.0, 0.2, Duration.ofSeconds(5));
  private final Thread thread =
      Thread.ofPlatform()
          .name("decision-relay")
          .unstarted(VitalTask.until(() -> !isRunning(), this::run));
  private volatile boolean running;

  /// Replaced before the lanes open and by the relay's thread; its elements are the relay's.
  private volatile Cursor[] position = new Cursor[0];

  private long storedNanos;
  private boolean moved;

  /// Of the database that is read, as [CursorStore#life] names it. Of the relay's thread.
  private String life = "";

  /// Behind the newest confirmed message of each partition, 0 for none. Of the relay's thread.
  private long[] offsets = new long[0];

  DecisionRelay(
      FreshDecisions fresh,
      Ownership ownership,
      JournalStore journal,
      CursorStore cursors,
      PublishedDecisions published,
      KafkaOperations<byte[], byte[]> kafka,
      RelayProperties settings,
      MeterRegistry meters) {
    this.fresh = fresh;
    this.ownership = ownership;
    this.journal = journal;
    this.cursors = cursors;
    this.published = published;
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
      long next = LaneRecovery.nextDecision(ownership.lanes().all().get(lane));
      behind += Math.max(0, next - at[lane].decisionSequence());
    }
    return behind;
  }

  public boolean isFarBehind() {
    return behind() > settings.behindMax();
  }

  /// Reads the position, so that [#behind] is right from the moment the lanes open.
  @Override
  public void taken() {
    try {
      position = cursors.read(ownership.lanes().count());
    } catch (SQLException e) {
      throw new IllegalStateException("the relay's position cannot be read", e);
    }
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
          // Before the comparison, what is sent could not be told from what was lost.
          if (isHeld() && published.isCompared()) {
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
    long tenure = ownership.tenure();
    life = cursors.life();
    offsets = new long[0];
    Cursor[] at = cursors.read(ownership.lanes().count());
    position = at;
    while (running && catchUp(at) > settings.groupMax()) {
      // Far behind: the memory would overflow before the table is read.
    }
    // What is handed over from here on is kept; what was committed before is in the table.
    fresh.restart();
    catchUp(at);
    while (running && isHeld() && tenure == ownership.tenure()) {
      long start = System.nanoTime();
      List<StoredDecision> decisions = fresh.take(settings.groupMax(), Duration.ofMillis(100));
      List<StoredDecision> next = decisions == null ? null : following(at, decisions);
      if (next == null) {
        // The memory overflowed, or was not told of a group; the table has what is missing.
        store(at);
        return;
      }
      send(at, next);
      if (!next.isEmpty() && next.size() < settings.groupMax()) {
        // One batch in Kafka costs the same for one decision and for ten.
        TimeUnit.NANOSECONDS.sleep(start + settings.interval().toNanos() - System.nanoTime());
      }
    }
    store(at);
  }

  private boolean isHeld() {
    Ownership.State state = ownership.state();
    return state == Ownership.State.OPEN || state == Ownership.State.SUSPENDED;
  }

  /// What is to be sent of the decisions taken from memory; null when one before them is missing: a
  /// group whose commit only recovery confirmed is never handed over in memory.
  static @Nullable List<StoredDecision> following(Cursor[] at, List<StoredDecision> decisions) {
    long[] due = Arrays.stream(at).mapToLong(Cursor::decisionSequence).toArray();
    var next = new ArrayList<StoredDecision>(decisions.size());
    for (StoredDecision decision : decisions) {
      long number = decision.row().decision().place().sequence();
      if (number > due[decision.row().lane()]) {
        return null;
      }
      // Catching up may have sent some of them already.
      if (number == due[decision.row().lane()]) {
        due[decision.row().lane()]++;
        next.add(decision);
      }
    }
    return next;
  }

  /// @return how many decisions were sent
  private long catchUp(Cursor[] at)
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    long caughtUp = 0;
    for (int lane = 0; lane < at.length; lane++) {
      List<StoredDecision> decisions;
      do {
        decisions = journal.decisions(lane, at[lane].sequence(), settings.groupMax());
        send(at, decisions);
        caughtUp += decisions.size();
      } while (running && decisions.size() == settings.groupMax());
    }
    return caughtUp;
  }

  private void send(Cursor[] at, List<StoredDecision> decisions)
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    if (decisions.isEmpty()) {
      return;
    }
    int partitions = kafka.partitionsFor(Topics.AUTHORIZE_DECISIONS).size();
    offsets = offsets.length < partitions ? Arrays.copyOf(offsets, partitions) : offsets;
    var confirmations =
        new ArrayList<CompletableFuture<SendResult<byte[], byte[]>>>(decisions.size());
    for (StoredDecision decision : decisions) {
      confirmations.add(
          kafka.send(PublishedDecision.of(decision.row().decision(), decision.body(), partitions)));
    }
    CompletableFuture.allOf(confirmations.toArray(CompletableFuture[]::new))
        .get(CONFIRM_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    for (CompletableFuture<SendResult<byte[], byte[]>> confirmation : confirmations) {
      RecordMetadata message = confirmation.join().getRecordMetadata();
      offsets[message.partition()] = message.offset() + 1;
    }
    for (StoredDecision decision : decisions) {
      at[decision.row().lane()] =
          new Cursor(
              decision.row().sequence() + 1, decision.row().decision().place().sequence() + 1);
      moved = true;
    }
    sent.increment(decisions.size());
    if (moved && System.nanoTime() - storedNanos > settings.cursorInterval().toNanos()) {
      store(at);
    }
  }

  private void store(Cursor[] at) throws SQLException {
    if (moved) {
      if (!cursors.write(at, sentUpTo(), life)) {
        recognize(at);
      }
      moved = false;
      storedNanos = System.nanoTime();
    }
  }

  private Map<Integer, Long> sentUpTo() {
    var next = new HashMap<Integer, Long>();
    for (int partition = 0; partition < offsets.length; partition++) {
      if (offsets[partition] > 0) {
        next.put(partition, offsets[partition]);
      }
    }
    return next;
  }

  /// A database that was started again is trusted when it has all that was sent from it.
  private void recognize(Cursor[] at) throws SQLException {
    long tenure = ownership.tenure();
    String now = cursors.life();
    for (int lane = 0; lane < at.length; lane++) {
      long last = at[lane].sequence() - 1;
      List<StoredDecision> found = last < 0 ? List.of() : journal.decisions(lane, last, 1);
      if (last >= 0 && (found.isEmpty() || found.getFirst().row().sequence() != last)) {
        log.atError()
            .addKeyValue("lane", lane)
            .addKeyValue("sequence", last)
            .log("a decision that was sent is not in the journal: the lanes are read again");
        ownership.lost(tenure);
        return;
      }
    }
    life = now;
    cursors.write(at, sentUpTo(), life);
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
