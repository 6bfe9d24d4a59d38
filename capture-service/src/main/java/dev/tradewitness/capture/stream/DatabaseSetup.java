package dev.tradewitness.capture.stream;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.SmartLifecycle;

/// Makes the database ready for this version: migrates its schema and registers the signing key. At
/// the start, or as soon as the database answers: the service does not wait for it. Nothing is
/// stored before [#getAsBoolean] is true.
///
/// A database that answers and refuses (a wrong password, a changed migration) still ends the
/// start.
final class DatabaseSetup implements FlywayMigrationStrategy, SmartLifecycle, BooleanSupplier {

  private static final Logger log = LoggerFactory.getLogger(DatabaseSetup.class);

  /// Before the relay and the committer.
  private static final int PHASE = 400;

  private static final int LOGIN_SECONDS = 5;

  private final Runnable registerKey;
  private final Duration retry;

  /// Set before the lifecycle starts.
  private volatile @Nullable Flyway flyway;

  private volatile boolean isMigrated;
  private volatile boolean isReady;
  private volatile @Nullable Thread retrying;
  private volatile boolean running;

  /// @param registerKey called once the schema is there; throws when the database is away
  DatabaseSetup(Runnable registerKey, Duration retry) {
    this.registerKey = registerKey;
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
    if (isMigrated && attempt()) {
      return;
    }
    retrying = Thread.ofVirtual().name("database-setup").start(this::retry);
  }

  private void retry() {
    try {
      do {
        Thread.sleep(retry);
      } while (!attempt());
      log.atInfo().log("the database is ready");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
      isReady = true;
    } catch (RuntimeException e) {
      if (!isAway(e)) {
        log.atError().setCause(e).log("the database cannot be made ready");
      }
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
  public void stop() {
    Thread thread = retrying;
    if (thread != null) {
      thread.interrupt();
    }
    running = false;
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
