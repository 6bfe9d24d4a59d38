package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two instances on one database: one decides, one stands by.
class OwnershipIT {

  private static final String HALT =
      "{\"state\":\"HALTED\",\"reason\":\"drill\",\"actor\":\"ops\"}";

  private Database database;

  @BeforeEach
  void fresh() {
    Servers.postgres().start();
    Servers.kafka().start();
    database = RunningService.freshDatabase();
  }

  @Test
  void aHaltSetAtTheOwnerHoldsAtTheInstanceThatTakesOver() throws Exception {
    try (var owner = ServiceProcess.start(database);
        var standby = RunningService.launch(database)) {
      assertThat(owner.put("/v1/trading-state/account/c0", HALT).status()).isEqualTo(200);
      assertThat(
              owner
                  .put(
                      "/v1/instruments/EVIL",
                      "{\"status\":\"RESTRICTED\",\"reason\":\"list\",\"actor\":\"ops\"}")
                  .status())
          .isEqualTo(200);
      owner.kill();
      standby.awaitOpen();
      assertThat(standby.authorize("c0", "a", "AAPL", "BUY", "1", "1").body().toString())
          .contains("KILL_SWITCH");
      assertThat(standby.authorize("c1", "b", "EVIL", "BUY", "1", "1").body().toString())
          .contains("RESTRICTED_INSTRUMENT");
    }
  }

  @Test
  void aStandbyRefusesAChangeItCannotPutInForce() {
    try (var owner = RunningService.start(database);
        var standby = RunningService.launch(database)) {
      Reply refused = standby.put("/v1/trading-state/account/c0", HALT);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text("code")).isEqualTo("NOT_OWNER");
      assertThat(owner.authorize("c0", "a", "AAPL", "BUY", "1", "1").text("status"))
          .isEqualTo("AUTHORIZED");
      assertThat(standby.get("/v1/trading-state/account/c0").text("state")).isEqualTo("ACTIVE");
    }
  }

  @Test
  void aStandbyTakesNoExecutions() throws Exception {
    try (var owner = RunningService.start(database);
        var standby = RunningService.launch(database)) {
      assertThat(standby.get("/health").status()).isEqualTo(503);
      for (int i = 0; i < 40; i++) {
        owner.authorize("c0", "x-" + i, "AAPL", "BUY", "1", "10");
      }
      var executions = new KafkaTopic(Topics.EXECUTIONS);
      for (int i = 0; i < 40; i++) {
        executions.send(
            "key-" + i, "{\"order_id\":\"x-%d\",\"price\":\"11\",\"quantity\":1}".formatted(i));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(owner.get("/v1/exposures/c0").text("gross")).isEqualTo("440"));
    }
  }

  @Test
  void aRecoveryThatTakesLongerThanALeaseKeepsTheLanes() throws Exception {
    try (var first = RunningService.start(database)) {
      for (int i = 0; i < 50; i++) {
        first.authorize("c" + i, "o", "AAPL", "BUY", "1", "1");
      }
    }
    try (var owner = RunningService.launch(database);
        var blocker = database.connect();
        var statement = blocker.createStatement()) {
      // The recovery stands still in the middle for more than two lives of a lease.
      blocker.setAutoCommit(false);
      statement.execute("lock table snapshot in access exclusive mode");
      try (var other = RunningService.launch(database)) {
        Thread.sleep(7_000);
        blocker.rollback();
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> owner.get("/health").status() == 200 || other.get("/health").status() == 200);
        boolean owned = owner.get("/health").status() == 200;
        RunningService open = owned ? owner : other;
        assertThat(open.authorize("c7", "o", "AAPL", "BUY", "1", "1").body().toString())
            .contains("\"replayed\":true");
        Thread.sleep(3_000);
        assertThat(open.get("/health").status()).as("the owner stays the owner").isEqualTo(200);
      }
    }
  }
}
