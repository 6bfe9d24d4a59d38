package dev.tradewitness.authorize.journal;

import dev.tradewitness.kit.threads.VitalTask;
import dev.tradewitness.kit.time.SteadyTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the journal's partitions in order, at start and once an hour: makes those of the coming
/// days, makes the days that left the idempotency window findable by client order id, and drops the
/// days that nobody needs any more. Never in the way of the insert. The day is the database's, in
/// UTC.
///
/// A day is dropped only when it has passed by this process's time as well, which no setting of a
/// clock moves: a clock that runs ahead must not cost rows that are still to be kept.
public final class JournalUpkeep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalUpkeep.class);

  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration ENDING = Duration.ofSeconds(5);

  private final DataSource database;
  private final Period window;
  private final JournalRetention retention;
  private final JournalMeters meters;
  private final SteadyTime time;
  private volatile LocalDate findable = LocalDate.MIN;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("journal-upkeep").daemon().unstarted(task));

  /// @param window how long ids are remembered in memory
  /// @param retention how long rows are kept; null for ever
  public JournalUpkeep(
      DataSource database,
      Period window,
      @Nullable Period retention,
      JournalMeters meters,
      SteadyTime time) {
    this.database = database;
    this.window = window;
    this.retention = new JournalRetention(retention);
    this.meters = meters;
    this.time = time;
  }

  /// Makes the partitions of today and of the coming days, then goes on in the background.
  @SuppressWarnings("FutureReturnValueIgnored") // a round handles what it throws
  public void start() {
    try {
      makeAhead();
    } catch (SQLException e) {
      failed(e);
    }
    executor.scheduleWithFixedDelay(
        VitalTask.of(this::attempt), 0, INTERVAL.toMinutes(), TimeUnit.MINUTES);
  }

  private void attempt() {
    try {
      run();
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  private void failed(Exception e) {
    meters.upkeepFailed();
    log.atWarn().setCause(e).log("journal upkeep failed; it is tried again in an hour");
  }

  /// Makes decisions up to a day findable by their client order id, in the background. Days that
  /// left the idempotency window are in any case. Returns at once.
  public void findableUpTo(LocalDate day) {
    if (day.isAfter(findable) && !executor.isShutdown()) {
      findable = day;
      executor.execute(this::attempt);
    }
  }

  /// One round.
  void run() throws SQLException {
    makeAhead();
    try (Connection connection = database.getConnection()) {
      // Building an index and waiting for readers takes as long as it takes.
      connection.setNetworkTimeout(executor, 0);
      LocalDate today = JournalPartitions.today(connection);
      LocalDate windowStart = today.minus(window);
      LocalDate asked = findable;
      index(connection, asked.isAfter(windowStart) ? asked : windowStart);
      int dropped = retention.dropPassed(connection, earlier(today, here()));
      if (dropped > 0) {
        log.atInfo().addKeyValue("days", dropped).log("journal days dropped");
      }
    }
  }

  private LocalDate here() {
    return LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
  }

  private static LocalDate earlier(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? one : other;
  }

  private void makeAhead() throws SQLException {
    try (Connection connection = database.getConnection()) {
      JournalPartitions.makeAhead(connection);
    }
  }

  /// Indexes the window's oldest day and those before it: a day is findable before its ids leave
  /// memory. Later days follow when memory is nearly full, also the day that is being written.
  private static void index(Connection connection, LocalDate upTo) throws SQLException {
    for (Map.Entry<LocalDate, JournalPartitions.Standing> partition :
        JournalPartitions.all(connection).entrySet()) {
      if (!partition.getKey().isAfter(upTo) && !partition.getValue().indexed()) {
        JournalPartitions.index(connection, partition.getKey());
      }
    }
  }

  /// Ends after the round under way, at most five seconds later.
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(ENDING.toSeconds(), TimeUnit.SECONDS)) {
        log.atInfo().log("journal upkeep is ended in the middle; the next start goes on with it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
