package dev.tradewitness.capture.stream;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.SmartLifecycle;

/// Makes the database ready for this version: migrates its schema, registers the signing key, and
/// has it compared with what was published. At the start, or as soon as the database answers: the
/// service does not wait for it. Nothing is stored before [#getAsBoolean] is true.
///
/// A database that answers and refuses (a wrong password, a changed migration) still ends the
/// start.
public final class DatabaseSetup
    implements FlywayMigrationStrategy, SmartLifecycle, BooleanSupplier {

  private static final Logger log = LoggerFactory.getLogger(DatabaseSetup.class);

  /// Before the relay and the committer.
  private static final int PHASE = 400;

  private static final int LOGIN_SECONDS = 5;

  /// How long the start waits for the first attempt. A database that lost much is compared longer.
  private static final Duration START_PATIENCE = Duration.ofSeconds(5);

  private final Runnable registerKey;
  private final Supplier<PublishedEvents> published;
  private final Duration retry;

  /// Set before the lifecycle starts.
  private volatile @Nullable Flyway flyway;

  private volatile boolean isMigrated;
  private volatile boolean isReady;
  private volatile boolean running;

  /// Guarded by this.
  private @Nullable Thread attempting;

  /// @param registerKey called once the schema is there; throws when the database is away
  /// @param published compared before anything is stored
  DatabaseSetup(Runnable registerKey, Supplier<PublishedEvents> published, Duration retry) {
    this.registerKey = registerKey;
    this.published = published;
    this.retry = retry;
  }

  /// Whether events can be stored.
  @Override
  public boolean getAsBoolean() {
    return isReady;
  }

  @Override
  public void migrate(Flyway schema) {
    flyway = schema;
    // A server that is frozen accepts connections and says nothing.
    DriverManager.setLoginTimeout(LOGIN_SECONDS);
    try {
      schema.migrate();
      isMigrated = true;
    } catch (RuntimeException e) {
      if (!isAway(e)) {
        throw e;
      }
      log.atWarn().addKeyValue("reason", e.getMessage()).log("the database is away at the start");
    }
  }

  @Override
  public void start() {
    running = true;
    var first = new CountDownLatch(1);
    begin(first, isMigrated ? Duration.ZERO : retry);
    try {
      if (isMigrated && !first.await(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.atInfo().log("the start does not wait for the comparison with what was published");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stores nothing more until the database is compared again with what was published.
  public synchronized void distrust() {
    isReady = false;
    published.get().forget();
    log.atError().log("the database went back to an older state: it is compared again");
    begin(new CountDownLatch(1), Duration.ZERO);
  }

  private synchronized void begin(CountDownLatch first, Duration pause) {
    if (running && attempting == null) {
      attempting =
          Thread.ofVirtual().name("database-setup").start(() -> attemptUntilReady(first, pause));
    }
  }

  private void attemptUntilReady(CountDownLatch first, Duration pause) {
    try {
      Thread.sleep(pause);
      while (!isDone(attempt())) {
        first.countDown();
        Thread.sleep(retry);
      }
      log.atInfo().log("the database is ready");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      first.countDown();
    }
  }

  private boolean attempt() {
    try {
      Flyway schema = flyway;
      if (!isMigrated && schema != null) {
        schema.migrate();
        isMigrated = true;
      }
      registerKey.run();
      return published.get().compare();
    } catch (RuntimeException e) {
      if (!isAway(e)) {
        log.atError().setCause(e).log("the database cannot be made ready");
      }
      return false;
    }
  }

  /// Not when the database was distrusted during the attempt.
  private synchronized boolean isDone(boolean compared) {
    isReady = compared && published.get().standing().state() == PublishedEvents.State.COMPARED;
    if (isReady) {
      attempting = null;
    }
    return isReady;
  }

  /// Whether nobody answered, or the server said that it is starting, stopping or full.
  static boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true; // no connection of the pool in time
      }
      if (cause instanceof SQLException e && e.getSQLState() != null) {
        String state = e.getSQLState();
        return state.startsWith("08") || state.startsWith("57P") || state.equals("53300");
      }
    }
    return false;
  }

  @Override
  public synchronized void stop() {
    running = false;
    if (attempting != null) {
      attempting.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
