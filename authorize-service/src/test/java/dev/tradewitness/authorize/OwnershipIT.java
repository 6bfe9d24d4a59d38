package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two instances on one database: one decides, one stands by. The tests share a pair of instances
/// and do not mind which of them decides.
class OwnershipIT {

  private static final String HALT =
      "{\"state\":\"HALTED\",\"reason\":\"drill\",\"actor\":\"ops\"}";
  private static final long LEASE_MILLIS = 2_000;
  private static final String LEASE =
      "tradewitness.authorize.journal.lease-life=" + LEASE_MILLIS + "ms";

  private static Database database;
  private static RunningService one;
  private static RunningService other;

  @BeforeAll
  static void startPair() {
    Servers.postgres().start();
    Servers.kafka().start();
    database = RunningService.freshDatabase();
    one = RunningService.start(database, LEASE);
    other = RunningService.launch(database, LEASE);
  }

  @AfterAll
  static void stopPair() {
    other.close();
    one.close();
  }

  /// The one that decides, as soon as there is one.
  private static RunningService owner() {
    await().atMost(Duration.ofMinutes(2)).until(() -> isOpen(one) || isOpen(other));
    return isOpen(one) ? one : other;
  }

  private static RunningService standby() {
    return owner() == one ? other : one;
  }

  private static boolean isOpen(RunningService service) {
    return service.get("/health").status() == 200;
  }

  @Test
  void aStandbyRefusesAChangeItCannotPutInForce() {
    Reply refused = standby().put("/v1/trading-state/account/refused", HALT);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text("code")).isEqualTo("NOT_OWNER");
    assertThat(owner().authorize("refused", "a", "AAPL", "BUY", "1", "1").text("status"))
        .isEqualTo("AUTHORIZED");
    assertThat(standby().get("/v1/trading-state/account/refused").text("state"))
        .isEqualTo("ACTIVE");
  }

  @Test
  void aStandbyTakesNoExecutions() throws Exception {
    assertThat(standby().get("/health").status()).isEqualTo(503);
    for (int i = 0; i < 40; i++) {
      String order = "x-" + i;
      await()
          .atMost(Duration.ofMinutes(1))
          .pollDelay(Duration.ZERO)
          .ignoreExceptions() // as below
          .until(
              () -> owner().authorize("feed", order, "AAPL", "BUY", "1", "10").text("status"),
              "AUTHORIZED"::equals);
    }
    var executions = new KafkaTopic(Topics.EXECUTIONS);
    for (int i = 0; i < 40; i++) {
      executions.send(
          "key-" + i, "{\"order_id\":\"x-%d\",\"price\":\"11\",\"quantity\":1}".formatted(i));
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions() // none is owner for a moment, when a busy machine costs one its lease
        .untilAsserted(
            () -> assertThat(owner().get("/v1/exposures/feed").text("gross")).isEqualTo("440"));
  }

  /// PostgreSQL ends the connection after the change is on disk and before it says so.
  @Test
  void aHaltThatMayBeStoredStopsDecisionsUntilItIsReadAgain() throws Exception {
    RunningService owner = owner();
    try (var blocker = database.connect();
        var statement = blocker.createStatement();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      // No tenure can begin before this is rolled back.
      blocker.setAutoCommit(false);
      statement.execute("lock table snapshot in access exclusive mode");
      Future<Reply> halt;
      try {
        standbysForCommits("nobody");
        halt = callers.submit(() -> owner.put("/v1/trading-state/account/perhaps", HALT));
        await().atMost(Duration.ofMinutes(1)).until(OwnershipIT::endsTheCommitThatWaits);
      } finally {
        standbysForCommits("");
      }
      assertThat(halt.get().status()).isEqualTo(503);
      assertThat(halt.get().text("code")).isEqualTo("DATABASE_AWAY");
      assertThat(owner.authorize("perhaps", "a", "AAPL", "BUY", "1", "1").status())
          .as("the controls were not read since")
          .isEqualTo(503);
      blocker.rollback();
    }
    Reply blocked = owner().authorize("perhaps", "b", "AAPL", "BUY", "1", "1");
    assertThat(blocked.body().toString()).contains("\"status\":\"BLOCKED\"", "KILL_SWITCH");
  }

  /// With a standby that is not there, a commit is on disk and waits.
  private static void standbysForCommits(String names) throws SQLException {
    try (var connection = Servers.postgres().connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute("alter system set synchronous_standby_names = '" + names + "'");
      statement.execute("select pg_reload_conf()");
    }
  }

  /// @return false when no change of a trading state waits yet
  private static boolean endsTheCommitThatWaits() throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var ended =
            statement.executeQuery(
                "select count(*) filter (where pg_terminate_backend(pid)) > 0"
                    + " from pg_locks join pg_stat_activity using (pid)"
                    + " where relation = 'trading_state'::regclass and mode = 'RowExclusiveLock'"
                    + " and wait_event = 'SyncRep'")) {
      ended.next();
      return ended.getBoolean(1);
    }
  }

  @Test
  void aChangeWhileTheLeaseIsLockedIsRefusedAndChangesNothing() throws Exception {
    // On a busy machine the lease may end before the change comes to its lock.
    await()
        .atMost(Duration.ofMinutes(2))
        .pollDelay(Duration.ZERO)
        .until(OwnershipIT::codeOfAHaltWhileTheLeaseIsLocked, "OWNERSHIP_UNKNOWN"::equals);

    RunningService owner = owner();
    assertThat(owner.get("/v1/trading-state/account/locked").text("state")).isEqualTo("ACTIVE");
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(
            () -> owner().authorize("locked", "a", "AAPL", "BUY", "1", "1").text("status"),
            "AUTHORIZED"::equals);
  }

  private static String codeOfAHaltWhileTheLeaseIsLocked() throws SQLException {
    RunningService owner = owner();
    try (var blocker = database.connect();
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("select from lane_lease for update");
      Reply refused = owner.put("/v1/trading-state/account/locked", HALT);
      blocker.rollback();
      assertThat(refused.status()).isEqualTo(503);
      return refused.text("code");
    }
  }

  @Test
  void aRecoveryThatTakesLongerThanALeaseKeepsTheLanes() throws Exception {
    for (int i = 0; i < 50; i++) {
      owner().authorize("c" + i, "o", "AAPL", "BUY", "1", "1");
    }
    // On a busy machine a lease may end although it is renewed; without a renewal each one does.
    await()
        .atMost(Duration.ofMinutes(3))
        .pollDelay(Duration.ZERO)
        .until(OwnershipIT::takeoversOverALongRecovery, Long.valueOf(1)::equals);
    RunningService open = owner();
    assertThat(open.authorize("c7", "o", "AAPL", "BUY", "1", "1").body().toString())
        .contains("\"replayed\":true");
  }

  /// @return how often lanes were taken until they were open and a lease's life had passed
  private static long takeoversOverALongRecovery() throws Exception {
    RunningService before = owner();
    long epoch = epoch();
    try (var blocker = database.connect();
        var statement = blocker.createStatement()) {
      // The recovery stands still in the middle for more than two lives of a lease.
      blocker.setAutoCommit(false);
      statement.execute("lock table snapshot in access exclusive mode");
      before.bean(Ownership.class).lost();
      Thread.sleep(2 * LEASE_MILLIS + 500);
      assertThat(isOpen(one) || isOpen(other)).as("the recovery stands still").isFalse();
      blocker.rollback();
    }
    owner();
    Thread.sleep(LEASE_MILLIS + 500);
    return epoch() - epoch;
  }

  /// Goes up with each takeover.
  private static long epoch() throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var highest = statement.executeQuery("select max(epoch) from lane_lease")) {
      highest.next();
      return highest.getLong(1);
    }
  }
}
