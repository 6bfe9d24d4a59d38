package dev.tradewitness.capture.stream;

import dev.tradewitness.kit.threads.VitalTask;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The only writer of events in this instance: takes all that gathered while the previous commit
/// ran, stores it in one transaction, and only then completes the entries. A group whose commit is
/// not known to have happened counts as failed, even though it may be stored.
public final class StreamCommitter {

  private static final Logger log = LoggerFactory.getLogger(StreamCommitter.class);
  private static final Duration IDLE_WAIT = Duration.ofMillis(200);

  private final GroupStore store;
  private final CommitQueue queue;
  private final BooleanSupplier ready;
  private final CircuitBreaker database;
  private final CommittedEvents listener;
  private final StreamMeters meters;
  private final CommitterProperties properties;
  private final Thread thread;
  private volatile boolean stopping;

  /// @param ready whether the table is there
  StreamCommitter(
      GroupStore store,
      CommitQueue queue,
      BooleanSupplier ready,
      CircuitBreaker database,
      CommittedEvents listener,
      StreamMeters meters,
      CommitterProperties properties) {
    this.store = store;
    this.queue = queue;
    this.ready = ready;
    this.database = database;
    this.listener = listener;
    this.meters = meters;
    this.properties = properties;
    this.thread =
        Thread.ofPlatform()
            .name("stream-committer")
            .unstarted(VitalTask.until(() -> stopping, this::run));
  }

  public void start() {
    thread.start();
  }

  /// False while the database is known to be away, or does not answer in time.
  public boolean databaseAnswers() {
    return ready.getAsBoolean()
        && database.getState() != CircuitBreaker.State.OPEN
        && !queue.isStuck();
  }

  /// Why nothing is stored, in words for a client.
  public String away() {
    return ready.getAsBoolean()
        ? "the database is away"
        : "the database is away, or not compared yet with what was published: see /health";
  }

  /// False once the committing thread has ended.
  public boolean isAlive() {
    return thread.isAlive();
  }

  /// Stores what waits, then ends.
  public void stop(Duration patience) throws InterruptedException {
    stopping = true;
    thread.join(patience);
    queue.close();
  }

  private void run() {
    try {
      while (commitNext(IDLE_WAIT) || !stopping) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One round of the committer's thread: stores the next group.
  ///
  /// @return whether there was one
  public boolean commitNext(Duration patience) throws InterruptedException {
    List<StreamEntry> group =
        queue.next(properties.groupEventsMax(), properties.groupSizeMax().toBytes(), patience);
    if (group.isEmpty()) {
      return false;
    }
    String failure = "the committer failed";
    try {
      failure = commit(group);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // The thread must go on: without it nothing is ever stored.
      log.atError().addKeyValue("events", group.size()).setCause(e).log("group not stored");
    }
    if (failure == null) {
      queue.settled();
    } else {
      queue.failed(failure);
    }
    return true;
  }

  /// Null when every event of the group has its outcome, else why the first that has none, and all
  /// behind it, are not known to be stored.
  private @Nullable String commit(List<StreamEntry> group) {
    if (!ready.getAsBoolean() || !database.tryAcquirePermission()) {
      return "the database is away";
    }
    long started = System.nanoTime();
    try {
      List<StreamOutcome> outcomes = store.store(group);
      long nanos = System.nanoTime() - started;
      database.onSuccess(nanos, TimeUnit.NANOSECONDS);
      meters.committed(outcomes, nanos);
      handOff(outcomes);
      for (int i = 0; i < outcomes.size(); i++) {
        group.get(i).complete(outcomes.get(i));
      }
      return null;
    } catch (SQLException e) {
      return failed(group, e, System.nanoTime() - started);
    } catch (RuntimeException e) {
      database.onSuccess(System.nanoTime() - started, TimeUnit.NANOSECONDS);
      return bisect(group, e);
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

  private @Nullable String failed(List<StreamEntry> group, SQLException e, long nanos) {
    return switch (SqlFailure.of(e)) {
      case DATABASE -> {
        database.onError(nanos, TimeUnit.NANOSECONDS, e);
        log.atWarn()
            .addKeyValue("events", group.size())
            .addKeyValue("sqlState", e.getSQLState())
            .addKeyValue("reason", e.getMessage())
            .log("group not known to be stored");
        yield "the database does not answer";
      }
      case CONTENTION -> {
        database.onSuccess(nanos, TimeUnit.NANOSECONDS);
        yield "the database is busy";
      }
      case EVENT -> {
        database.onSuccess(nanos, TimeUnit.NANOSECONDS);
        yield bisect(group, e);
      }
    };
  }

  /// One event that the database does not take must not spoil the others; and none of the others
  /// overtakes another: the second half waits for the first.
  private @Nullable String bisect(List<StreamEntry> group, Exception e) {
    if (group.size() == 1) {
      log.atError()
          .addKeyValue("eventId", group.getFirst().event().id().value())
          .setCause(e)
          .log("the database does not take this event");
      group
          .getFirst()
          .complete(new StreamOutcome.NotTaken("the database does not take this event"));
      return null;
    }
    int half = group.size() / 2;
    String failure = commit(group.subList(0, half));
    return failure == null ? commit(group.subList(half, group.size())) : failure;
  }
}
