package dev.tradewitness.capture.stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The only writer of events in this instance: takes all that gathered while the previous commit
/// ran, stores it in one transaction, and only then completes the entries. An entry whose commit is
/// not known to have happened is completed as not stored, even though it may be.
public final class StreamCommitter {

  private static final Logger log = LoggerFactory.getLogger(StreamCommitter.class);
  private static final Duration IDLE_WAIT = Duration.ofMillis(200);

  private final EventStore store;
  private final CircuitBreaker database;
  private final CommittedEvents listener;
  private final StreamMeters meters;
  private final CommitterProperties properties;

  /// Bounded by the intake, which lets in only so many entries at a time.
  private final LinkedBlockingQueue<StreamEntry> queue = new LinkedBlockingQueue<>();

  private final Thread thread;
  private volatile boolean stopping;

  StreamCommitter(
      EventStore store,
      CircuitBreaker database,
      CommittedEvents listener,
      StreamMeters meters,
      CommitterProperties properties) {
    this.store = store;
    this.database = database;
    this.listener = listener;
    this.meters = meters;
    this.properties = properties;
    this.thread = Thread.ofPlatform().name("stream-committer").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /// Takes an entry; its outcome comes later. The caller bounds how many are under way.
  public void submit(StreamEntry entry) {
    queue.add(entry);
    if (stopping && !thread.isAlive()) {
      failWaiting("the service is stopping");
    }
  }

  /// False while the database is known to be away.
  public boolean databaseAnswers() {
    return database.getState() != CircuitBreaker.State.OPEN;
  }

  /// Stores what waits, then ends.
  public void stop(Duration patience) throws InterruptedException {
    stopping = true;
    thread.join(patience);
    failWaiting("the service is stopping");
  }

  private void run() {
    var group = new ArrayList<StreamEntry>();
    while (!stopping || !queue.isEmpty()) {
      try {
        gather(group);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (!group.isEmpty()) {
        commit(group);
        group.clear();
      }
    }
  }

  private void gather(List<StreamEntry> group) throws InterruptedException {
    StreamEntry entry = queue.poll(IDLE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    long bytes = 0;
    while (entry != null) {
      group.add(entry);
      bytes += entry.bytes();
      if (group.size() >= properties.groupEventsMax()
          || bytes >= properties.groupSizeMax().toBytes()) {
        return;
      }
      entry = queue.poll();
    }
  }

  private void commit(List<StreamEntry> group) {
    if (!database.tryAcquirePermission()) {
      complete(group, new StreamOutcome.NotStored("the database is away"));
      return;
    }
    long started = System.nanoTime();
    try {
      List<StreamOutcome> outcomes = store.store(group);
      long nanos = System.nanoTime() - started;
      database.onSuccess(nanos, TimeUnit.NANOSECONDS);
      meters.committed(outcomes, nanos);
      handOff(outcomes);
      for (int i = 0; i < outcomes.size(); i++) {
        group.get(i).outcome().complete(outcomes.get(i));
      }
    } catch (SQLException e) {
      failed(group, e, System.nanoTime() - started);
    } catch (RuntimeException e) {
      database.onSuccess(System.nanoTime() - started, TimeUnit.NANOSECONDS);
      isolate(group, e);
    }
  }

  private void handOff(List<StreamOutcome> outcomes) {
    var fresh = new ArrayList<StoredEvent>(outcomes.size());
    for (StreamOutcome outcome : outcomes) {
      if (outcome instanceof StreamOutcome.Committed committed) {
        fresh.add(committed.event());
      }
    }
    if (!fresh.isEmpty()) {
      listener.committed(fresh);
    }
  }

  private void failed(List<StreamEntry> group, SQLException e, long nanos) {
    switch (SqlFailure.of(e)) {
      case DATABASE -> {
        database.onError(nanos, TimeUnit.NANOSECONDS, e);
        log.atWarn()
            .addKeyValue("events", group.size())
            .addKeyValue("sqlState", e.getSQLState())
            .addKeyValue("reason", e.getMessage())
            .log("group not known to be stored");
        complete(group, new StreamOutcome.NotStored("the database does not answer"));
      }
      case CONTENTION -> {
        database.onSuccess(nanos, TimeUnit.NANOSECONDS);
        complete(group, new StreamOutcome.NotStored("the database is busy"));
      }
      case EVENT -> {
        database.onSuccess(nanos, TimeUnit.NANOSECONDS);
        isolate(group, e);
      }
    }
  }

  /// One event that the database does not take must not spoil the others.
  private void isolate(List<StreamEntry> group, Exception e) {
    if (group.size() == 1) {
      log.atError()
          .addKeyValue("eventId", group.getFirst().event().id().value())
          .setCause(e)
          .log("the database does not take this event");
      complete(group, new StreamOutcome.NotTaken("the database does not take this event"));
      return;
    }
    int half = group.size() / 2;
    commit(group.subList(0, half));
    commit(group.subList(half, group.size()));
  }

  private static void complete(List<StreamEntry> group, StreamOutcome outcome) {
    group.forEach(entry -> entry.outcome().complete(outcome));
  }

  private void failWaiting(String reason) {
    var waiting = new ArrayList<StreamEntry>();
    queue.drainTo(waiting);
    complete(waiting, new StreamOutcome.NotStored(reason));
  }
}
