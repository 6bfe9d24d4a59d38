package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureIT {

  private static final int CLIENTS = 6;

  private static final int MANY_ORDERS = 120;
  private static final String FEW_IN_MEMORY = "tradewitness.authorize.relay.decisions-max=5";
  private static final String BEHIND = "authorize_relay_behind";

  private Database database = RunningService.freshDatabase();

  @BeforeEach
  void fresh() {
    Servers.postgres().start();
    Servers.kafka().start();
  }

  @ParameterizedTest
  @ValueSource(longs = {20260721, 7})
  void parallelOrdersNeverExceedALimitAndTheJournalAddsUpToMemory(long seed) throws Exception {
    try (var service = RunningService.start(database)) {
      inParallel(
          24,
          worker -> {
            var random = new Random(seed + worker);
            for (int i = 0; i < 40; i++) {
              String client = "c" + random.nextInt(CLIENTS);
              String side = client.compareTo("c3") < 0 ? "BUY" : "SELL";
              String id = worker + "-" + i;
              BigDecimal price = BigDecimal.valueOf(10_000 + random.nextInt(9_000), 2);
              Reply reply =
                  service.authorize(
                      client,
                      id,
                      "S" + random.nextInt(3),
                      side,
                      "" + (1 + random.nextInt(600)),
                      price.toPlainString());
              assertThat(reply.status()).as("seed %d", seed).isEqualTo(200);
              if (reply.text("status").equals("AUTHORIZED") && random.nextInt(4) == 0) {
                event(service, client, id, random.nextBoolean() ? "CANCEL" : "FILL", price);
              }
            }
          });
      JournalAudit audit = JournalAudit.of(database);
      assertThat(audit.faults()).isEmpty();
      assertThat(audit.statuses()).hasSize(24 * 40).containsValue("BLOCKED");
      for (int c = 0; c < CLIENTS; c++) {
        assertThat(audit.highestGross("c" + c))
            .as("seed %d, c%d", seed, c)
            .isBetween(new BigDecimal("400000"), new BigDecimal("1000000"));
        // An account's orders are all of one side, so this limit is the one that they come to.
        assertThat(audit.furthestNet("c" + c))
            .as("seed %d, c%d", seed, c)
            .isBetween(new BigDecimal("400000"), new BigDecimal("500000"));
      }
      assertExposures(service, audit);
    }
  }

  @Test
  void aRestartKeepsDecisionsExposureAndWhatWasAlreadyReported() throws Exception {
    Map<String, JsonObject> tokens = new HashMap<>();
    try (var service = RunningService.start(database)) {
      for (int i = 0; i < 30; i++) {
        tokens.put(
            "r" + i, token(service.authorize("c" + i % 3, "r" + i, "AAPL", "BUY", "10", "99.99")));
      }
      event(service, "c0", "r0", "FILL", new BigDecimal("99.5"));
      event(service, "c1", "r1", "CANCEL", BigDecimal.ONE);
    }
    JournalAudit before = JournalAudit.of(database);
    try (var service = RunningService.start(database)) {
      assertExposures(service, before);
      tokens.forEach((id, token) -> {
        String client = "c" + Integer.parseInt(id.substring(1)) % 3;
        Reply again = service.authorize(client, id, "AAPL", "BUY", "10", "99.99");
        assertThat(again.body().toString()).contains("\"replayed\":true");
        if (id.equals("r1")) {
          assertThat(again.text("order_status")).isEqualTo("CANCELLED");
          assertThat(token(again)).isEqualTo(unsigned(token));
        } else {
          assertThat(token(again)).isEqualTo(token);
        }
      });
      assertThat(service.authorize("c0", "r0", "AAPL", "BUY", "11", "99.99").status())
          .isEqualTo(409);
      assertThat(event(service, "c0", "r0", "FILL", new BigDecimal("99.5")).body().toString())
          .contains("\"duplicate\":true");
      assertThat(event(service, "c1", "r1", "CANCEL", BigDecimal.ONE).body().toString())
          .contains("\"duplicate\":true");
      assertExposures(service, JournalAudit.of(database));
    }
    // Without any snapshot the journal alone gives the same.
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("delete from snapshot");
    }
    try (var service = RunningService.start(database)) {
      assertExposures(service, before);
    }
  }

  @Test
  void aKilledProcessLosesNothingItAnswered() throws Exception {
    Map<String, JsonObject> answered = new ConcurrentHashMap<>();
    Set<String> asked = ConcurrentHashMap.newKeySet();
    try (var process = ServiceProcess.start(database)) {
      var killed = new AtomicBoolean();
      inParallel(
          8,
          worker -> {
            for (int i = 0; i < 5000 && !killed.get(); i++) {
              String id = worker + "-" + i;
              asked.add(id);
              try {
                Reply reply = process.authorize("c" + worker, id, "AAPL", "BUY", "1", "10");
                if (reply.status() == 200) {
                  answered.put(id, token(reply));
                }
              } catch (UncheckedIOException e) {
                return;
              }
              if (answered.size() > 400 && killed.compareAndSet(false, true)) {
                process.kill();
              }
            }
          });
    }
    assertThat(answered).hasSizeGreaterThan(400);
    Map<String, String> journalled = JournalAudit.of(database).statuses();
    try (var service = RunningService.start(database)) {
      for (String id : asked) {
        String client = "c" + id.charAt(0);
        Reply reply = service.authorize(client, id, "AAPL", "BUY", "1", "10");
        assertThat(reply.status()).isEqualTo(200);
        JsonObject first = answered.get(id);
        if (first != null) {
          assertThat(token(reply)).isEqualTo(first);
        }
        assertThat(reply.body().toString().contains("\"replayed\":true"))
            .as("what was committed is repeated, what was not is decided")
            .isEqualTo(journalled.containsKey(client + "/" + id));
      }
      JournalAudit audit = JournalAudit.of(database);
      assertThat(audit.faults()).isEmpty();
      assertThat(audit.statuses()).hasSameSizeAs(asked);
      assertExposures(service, audit);
    }
  }

  @Test
  void aKilledProcessLosesNoRedemptionAndNoTokenIsRedeemedTwice() throws Exception {
    Map<String, String> tokens = new ConcurrentHashMap<>();
    Map<String, String> answered = new ConcurrentHashMap<>();
    Set<String> asked = ConcurrentHashMap.newKeySet();
    try (var process = ServiceProcess.start(database)) {
      inParallel(
          8,
          worker -> {
            for (int i = 0; i < 60; i++) {
              String id = worker + "-" + i;
              JsonObject token =
                  token(process.authorize("c" + worker, id, "AAPL", "BUY", "1", "10"));
              tokens.put(id, token.toString());
            }
          });
      var killed = new AtomicBoolean();
      inParallel(
          8,
          worker -> {
            for (int i = 0; i < 60 && !killed.get(); i++) {
              String id = worker + "-" + i;
              asked.add(id);
              try {
                Reply reply = process.post("/v1/tokens/redeem", redemption(tokens, id, "gate-1"));
                if (reply.status() == 200) {
                  answered.put(id, reply.text("redeemed_at"));
                }
              } catch (UncheckedIOException e) {
                return;
              }
              if (answered.size() > 100 && killed.compareAndSet(false, true)) {
                process.kill();
              }
            }
          });
    }
    assertThat(answered).hasSizeBetween(101, tokens.size() - 1);
    int journalled = JournalAudit.of(database).redemptions();
    int replayed = 0;
    try (var service = RunningService.start(database)) {
      for (String id : asked) {
        Reply own = service.post("/v1/tokens/redeem", redemption(tokens, id, "gate-1"));
        assertThat(own.status()).isEqualTo(200);
        replayed += own.body().toString().contains("\"replayed\":true") ? 1 : 0;
        if (answered.containsKey(id)) {
          assertThat(own.text("redeemed_at")).isEqualTo(answered.get(id));
        }
        Reply other = service.post("/v1/tokens/redeem", redemption(tokens, id, "gate-2"));
        assertThat(other.text("code")).isEqualTo("ALREADY_REDEEMED");
        assertThat(other.text("redeemed_at")).isEqualTo(own.text("redeemed_at"));
      }
    }
    assertThat(replayed)
        .as("what was committed is repeated, answered or not")
        .isEqualTo(journalled)
        .isGreaterThanOrEqualTo(answered.size());
    JournalAudit audit = JournalAudit.of(database);
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.redemptions()).isEqualTo(asked.size());
  }

  private static String redemption(Map<String, String> tokens, String id, String attempt) {
    return "{\"token\":%s,\"redemption_id\":\"%s\"}".formatted(tokens.get(id), attempt);
  }

  @Test
  void whilePostgresIsAwayNothingIsDecidedAndAfterwardsEverythingIsExact() throws Exception {
    try (var service = RunningService.start(database)) {
      Map<String, Integer> statuses = new ConcurrentHashMap<>();
      var refused = new AtomicBoolean();
      var back = new AtomicBoolean();
      var outage =
          Thread.startVirtualThread(() -> {
            await().until(() -> statuses.size() > 200);
            Servers.postgres().kill();
            await().atMost(Duration.ofMinutes(1)).untilTrue(refused);
            Servers.postgres().start();
            service.awaitOpen();
            back.set(true);
          });
      inParallel(
          8,
          worker -> {
            for (int i = 0, after = 0; i < 100_000 && after < 20; i++) {
              String id = worker + "-" + i;
              after += back.get() ? 1 : 0;
              Reply reply = service.authorize("c" + worker % 3, id, "AAPL", "BUY", "1", "7.77");
              statuses.put(id, reply.status());
              if (reply.status() == 503) {
                assertThat(reply.raw().headers().firstValue("retry-after")).isPresent();
                assertThat(reply.text("code")).isIn("JOURNAL_UNAVAILABLE", "OVERLOADED");
                refused.set(true);
                // Each of these is sent again below, one after the other.
                Thread.sleep(100);
              }
            }
          });
      outage.join();
      assertThat(Set.copyOf(statuses.values())).containsExactlyInAnyOrder(200, 503);
      Map<String, String> journalled = JournalAudit.of(database).statuses();
      statuses.forEach((id, status) -> {
        if (status == 200) {
          assertThat(journalled).containsKey("c" + (id.charAt(0) - '0') % 3 + "/" + id);
        }
      });
      statuses.forEach((id, status) -> {
        if (status == 503) {
          Reply retry =
              service.authorize("c" + (id.charAt(0) - '0') % 3, id, "AAPL", "BUY", "1", "7.77");
          assertThat(retry.status()).isEqualTo(200);
        }
      });
      JournalAudit audit = JournalAudit.of(database);
      assertThat(audit.faults()).isEmpty();
      assertThat(audit.statuses()).hasSameSizeAs(statuses.keySet());
      assertExposures(service, audit);
    }
  }

  @Test
  void anIdleInstanceIsUnhealthyOnceItsLeaseRanOutWithoutPostgres() throws Exception {
    try (var service = RunningService.start(database)) {
      assertThat(service.metric("authorize_lanes_open")).isEqualTo(1);
      Servers.postgres().kill();
      // The lease lives for three seconds; nothing is sent that would have to be committed.
      await().atMost(Duration.ofSeconds(10)).until(() -> service.get("/health").status() == 503);
      Reply health = service.get("/health");
      assertThat(health.text("status")).isEqualTo("unhealthy");
      assertThat(health.text("lanes")).isEqualTo("SUSPENDED");
      assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(503);
      assertThat(service.metric("authorize_lanes_open")).isZero();
      assertThat(service.authorize("c0", "a", "AAPL", "BUY", "1", "1").status()).isEqualTo(503);
      Servers.postgres().start();
      service.awaitOpen();
      assertThat(service.authorize("c0", "a", "AAPL", "BUY", "1", "1").status()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerThatDidNotComeInTimeCanBeAskedForAgain() throws Exception {
    try (var service =
        RunningService.start(database, "tradewitness.authorize.orders.answer-deadline=300ms")) {
      service.authorize("c0", "first", "AAPL", "BUY", "1", "1");
      try (Connection blocker = database.connect();
          Statement statement = blocker.createStatement()) {
        blocker.setAutoCommit(false);
        statement.execute("lock table journal in exclusive mode");
        Reply late = service.authorize("c0", "late", "AAPL", "BUY", "1", "1");
        assertThat(late.status()).isEqualTo(503);
        assertThat(late.text("code")).isEqualTo("OVERLOADED");
        Reply halt =
            service.put(
                "/v1/trading-state/account/halted",
                "{\"state\":\"HALTED\",\"reason\":\"drill\",\"actor\":\"ops\"}");
        assertThat(halt.status()).isEqualTo(503);
        assertThat(halt.text("code")).isEqualTo("NOT_SETTLED");
        await().until(() -> service.authorize("c0", "x", "AAPL", "BUY", "1", "1").status() == 503);
        blocker.rollback();
      }
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.authorize("c0", "late", "AAPL", "BUY", "1", "1").status() == 200);
      assertThat(service.authorize("c0", "late", "AAPL", "BUY", "1", "1").body().toString())
          .contains("\"replayed\":true");
      JournalAudit audit = JournalAudit.of(database);
      assertThat(audit.faults()).isEmpty();
      assertExposures(service, audit);
    }
  }

  @Test
  void aRepetitionShowsNoStatusThatIsNotDurable() throws Exception {
    try (var service =
        RunningService.start(database, "tradewitness.authorize.orders.answer-deadline=300ms")) {
      service.authorize("c0", "first", "AAPL", "BUY", "1", "1");
      try (Connection blocker = database.connect();
          Statement statement = blocker.createStatement()) {
        blocker.setAutoCommit(false);
        statement.execute("lock table journal in exclusive mode");
        assertThat(event(service, "c0", "first", "CANCEL", BigDecimal.ONE).status()).isEqualTo(503);
        assertThat(service.authorize("c0", "first", "AAPL", "BUY", "1", "1").status())
            .as("the cancel may still be taken back")
            .isEqualTo(503);
        blocker.rollback();
      }
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.authorize("c0", "first", "AAPL", "BUY", "1", "1").status() == 200);
      assertThat(service.authorize("c0", "first", "AAPL", "BUY", "1", "1").text("order_status"))
          .isEqualTo("CANCELLED");
    }
  }

  @Test
  void aGroupThatFailsAfterTheLanesWereLostDoesNotTakeTheNextTenureDown() throws Exception {
    try (var service = RunningService.start(database);
        var blocker = database.connect();
        var statement = blocker.createStatement();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ownership = service.bean(Ownership.class);
      long before = ownership.tenure();
      blocker.setAutoCommit(false);
      statement.execute("lock table journal in exclusive mode");
      Future<Reply> late =
          threads.submit(() -> service.authorize("late", "o", "AAPL", "BUY", "1", "1"));
      await().until(() -> service.metric("authorize_journal_queue_rows") > 0);
      ownership.lost();
      Thread.sleep(700);
      blocker.rollback();
      service.awaitOpen();
      assertThat(late.get().status()).isEqualTo(503);
      Thread.sleep(700);
      assertThat(ownership.tenure()).isEqualTo(before + 1);
      assertThat(service.get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void aStaleOwnerWritesNothingAndStandsByUntilTheLanesAreFree() throws Exception {
    try (var first = RunningService.start(database)) {
      first.authorize("c0", "one", "AAPL", "BUY", "1", "1");
      String owner = text("select distinct owner from lane_lease");
      try (var second = RunningService.launch(database)) {
        assertThat(second.get("/health").status()).isEqualTo(503);
        assertThat(second.authorize("c0", "two", "AAPL", "BUY", "1", "1").status()).isEqualTo(503);
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> {
              execute("update lane_lease set until = '-infinity' where owner = '" + owner + "'");
              return second.get("/health").status() == 200;
            });
        Reply stale = first.authorize("c0", "three", "AAPL", "BUY", "1", "1");
        assertThat(stale.status()).isEqualTo(503);
        assertThat(JournalAudit.of(database).statuses()).doesNotContainKey("c0/three");
        assertThat(second.authorize("c0", "one", "AAPL", "BUY", "1", "1").body().toString())
            .contains("\"replayed\":true");
        assertThat(second.authorize("c0", "four", "AAPL", "BUY", "1", "1").status()).isEqualTo(200);
      }
      first.awaitOpen();
      assertThat(first.authorize("c0", "four", "AAPL", "BUY", "1", "1").body().toString())
          .contains("\"replayed\":true");
      assertExposures(first, JournalAudit.of(database));
    }
  }

  @Test
  void whileKafkaIsAwayOrdersAreDecidedAndTheirRecordFollowsInEachLanesOrder() throws Exception {
    try (var service = RunningService.start(database, FEW_IN_MEMORY)) {
      service.authorize("k0", "before", "AAPL", "BUY", "1", "1");
      Servers.kafka().kill();
      manyOrders(service, "away");
      Servers.kafka().start();
      manyOrders(service, "back");
      var topic = new LanesOnTopic(database);
      assertThat(topic.journalled()).isEqualTo(1 + 2 * MANY_ORDERS);
      assertThat(topic.lanes()).isGreaterThan(10);
      topic.requireComplete();
    }
  }

  @Test
  void aBacklogIsKnownFromTheMomentTheLanesOpenAndFollowsInEachLanesOrder() throws Exception {
    // What is in flight when Kafka goes away keeps no end waiting.
    String[] settings = {
      FEW_IN_MEMORY,
      "spring.kafka.producer.properties.request.timeout.ms=1000",
      "spring.kafka.producer.properties.delivery.timeout.ms=2000"
    };
    try (var service = RunningService.start(database, settings)) {
      service.authorize("k0", "before", "AAPL", "BUY", "1", "1");
      Servers.kafka().kill();
      manyOrders(service, "away");
      assertThat(service.metric(BEHIND)).isGreaterThanOrEqualTo(MANY_ORDERS);
    }
    try (Connection blocker = database.connect();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("lock table relay_cursor in access exclusive mode");
      try (var service = RunningService.launch(database, settings)) {
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() ->
                single(
                        "select count(*) from pg_locks where not granted"
                            + " and relation = 'relay_cursor'::regclass")
                    > 0);
        assertThat(service.get("/health").status())
            .as("no health is told while the backlog is unknown")
            .isEqualTo(503);
        blocker.rollback();
        service.awaitOpen();
        assertThat(service.metric(BEHIND)).isGreaterThanOrEqualTo(MANY_ORDERS);
        Servers.kafka().start();
        manyOrders(service, "back");
        new LanesOnTopic(database).requireComplete();
        await().atMost(Duration.ofMinutes(2)).until(() -> service.metric(BEHIND) == 0);
      }
    }
  }

  /// Three orders of each of 40 accounts.
  private static void manyOrders(RunningService service, String name) throws Exception {
    inParallel(
        8,
        worker -> {
          for (int i = worker; i < MANY_ORDERS; i += 8) {
            String id = name + "-" + i;
            assertThat(service.authorize("k" + i % 40, id, "AAPL", "BUY", "1", "1").status())
                .isEqualTo(200);
          }
        });
  }

  @Test
  void anInstanceWhoseCommitterEndedGivesTheLanesUpForGood() throws Exception {
    Set<Thread> others = committers();
    try (var service = RunningService.start(database)) {
      assertThat(service.authorize("c0", "one", "AAPL", "BUY", "1", "1").status()).isEqualTo(200);
      Set<Thread> own = committers();
      own.removeAll(others);
      own.forEach(Thread::interrupt);
      // Awaitility would take the place of the watch over threads.
      await()
          .dontCatchUncaughtExceptions()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.get("/health").status() == 503);
      assertThat(service.authorize("c0", "two", "AAPL", "BUY", "1", "1").status()).isEqualTo(503);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> single("select count(*) from lane_lease where until > now()") == 0);
      assertThat(service.get("/health").status()).isEqualTo(503);
      assertThat(service.authorize("c0", "two", "AAPL", "BUY", "1", "1").status()).isEqualTo(503);
    }
  }

  private static Set<Thread> committers() {
    var all = new HashSet<>(Thread.getAllStackTraces().keySet());
    all.removeIf(thread -> !thread.getName().equals("journal-committer"));
    return all;
  }

  @Test
  void aReservationThatNobodyEndsIsReleasedAndThatIsJournalled() throws Exception {
    try (var service =
        RunningService.start(
            database,
            "tradewitness.authorize.orders.reservation-life=1s",
            "tradewitness.authorize.orders.sweep-interval=100ms")) {
      service.authorize("c0", "ttl", "AAPL", "BUY", "1", "50");
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.get("/v1/exposures/c0").text("gross").equals("0"));
      assertThat(service.get("/v1/orders/ttl").text("order", "status")).isEqualTo("RELEASED");
      assertThat(event(service, "c0", "ttl", "FILL", new BigDecimal("50")).body().toString())
          .contains("LATE_FILL");
      assertExposures(service, JournalAudit.of(database));
      assertThat(service.get("/v1/exposures/c0").text("gross")).isEqualTo("50");
    }
  }

  @Test
  void aGtcOrderOutlivesTheReservationLifeAndARestart() throws Exception {
    try (var service =
        RunningService.start(
            database,
            "tradewitness.authorize.orders.reservation-life=1s",
            "tradewitness.authorize.orders.time-in-force.immediate-life=1s",
            "tradewitness.authorize.orders.sweep-interval=100ms")) {
      for (String word : List.of("GTC", "IOC", "DAY")) {
        String order =
            RunningService.order("c0", word, "AAPL", "BUY", "1", "50")
                .replace("\"qty\"", "\"time_in_force\":\"" + word + "\",\"qty\"");
        assertThat(service.post("/v1/authorize", order).text("status")).isEqualTo("AUTHORIZED");
      }
      String released = "authorize_reservations_released_total{time_in_force=\"%s\"}";
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() ->
              service.metric(released.formatted("IOC")) == 1
                  && service.metric(released.formatted("DAY")) == 1);
      assertThat(service.get("/v1/orders/IOC").text("order", "status")).isEqualTo("RELEASED");
    }
    // The first start reads the snapshot, the second one the journal.
    for (int start = 0; start < 2; start++) {
      try (var service = RunningService.start(database)) {
        assertThat(service.get("/v1/exposures/c0").text("gross")).isEqualTo("50");
        assertThat(service.get("/v1/orders/GTC").text("order", "status")).isEqualTo("RESERVED");
        assertExposures(service, JournalAudit.of(database));
      }
      execute("delete from snapshot");
    }
    try (var service = RunningService.start(database)) {
      String cancel = "{\"type\":\"CANCEL\",\"client_id\":\"c0\"}";
      assertThat(service.post("/v1/orders/GTC/events", cancel).text("order", "status"))
          .isEqualTo("CANCELLED");
      assertThat(service.get("/v1/exposures/c0").text("gross")).isEqualTo("0");
    }
  }

  @Test
  void aSnapshotIsTakenWhileOrdersComeInAndCutsTheReplayShort() throws Exception {
    Map<String, JsonObject> open = new HashMap<>();
    try (var service =
        RunningService.start(
            database,
            "tradewitness.authorize.journal.snapshot-rows=20",
            "tradewitness.authorize.journal.lanes=2")) {
      for (int i = 0; i < 400; i++) {
        String client = "c" + i % 5;
        JsonObject token = token(service.authorize(client, "s" + i, "AAPL", "BUY", "1", "1"));
        if (i % 4 == 0) {
          event(service, client, "s" + i, "CANCEL", BigDecimal.ONE);
        } else {
          open.put("s" + i, token);
        }
      }
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> single("select count(*) from snapshot where sequence > 50") == 2);
    }
    // As by a dropped partition. A replay from the first row would find gaps, and one that starts
    // with an empty book would miss what is open.
    assertThat(
            update(
                "delete from journal j using snapshot s where j.lane = s.lane"
                    + " and j.sequence < s.sequence and j.kind = 'CANCEL'"))
        .as("rows that only the snapshot covers")
        .isPositive();
    try (var service = RunningService.start(database)) {
      assertThat(service.get("/v1/exposures/c0").text("gross")).isEqualTo("60");
      open.forEach((id, token) -> {
        String client = "c" + Integer.parseInt(id.substring(1)) % 5;
        Reply again = service.authorize(client, id, "AAPL", "BUY", "1", "1");
        assertThat(again.body().toString()).contains("\"replayed\":true");
        assertThat(token(again)).isEqualTo(token);
      });
      assertThat(service.get("/v1/exposures/c0").text("gross")).isEqualTo("60");
    }
  }

  private void execute(String sql) throws SQLException {
    update(sql);
  }

  /// @return how many rows were changed
  private int update(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private long single(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery(sql)) {
      rs.next();
      return rs.getString(1);
    }
  }

  private static Reply event(
      RunningService service, String client, String id, String type, BigDecimal price) {
    return service.post(
        "/v1/orders/" + id + "/events",
        """
        {"type":"%s","client_id":"%s","qty":1,"price":%s,"exec_id":"x-%s"}\
        """
            .formatted(type, client, price.toPlainString(), id));
  }

  private static JsonObject unsigned(JsonObject token) {
    var claims = new java.util.LinkedHashSet<>(token.members().keySet());
    claims.remove("signature");
    return token.only(claims);
  }

  private static JsonObject token(Reply reply) {
    return Objects.requireNonNull(reply.body().object("decision_token"));
  }

  private static void assertExposures(RunningService service, JournalAudit audit) {
    for (int c = 0; c < CLIENTS; c++) {
      Reply shown = service.get("/v1/exposures/c" + c);
      assertThat(new BigDecimal(shown.text("gross")))
          .isEqualByComparingTo(audit.sums("c" + c).gross());
      assertThat(new BigDecimal(shown.text("net"))).isEqualByComparingTo(audit.sums("c" + c).net());
    }
  }

  /// One of several callers at the same time.
  private interface Worker {
    void run(int number) throws Exception;
  }

  private static void inParallel(int workers, Worker worker) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < workers; i++) {
        int number = i;
        running.add(
            executor.submit(() -> {
              worker.run(number);
              return Path.of(".");
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }
}
