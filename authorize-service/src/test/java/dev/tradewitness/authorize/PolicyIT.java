package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Policies are written, tried and put in force by people. Every test begins with `default-1` in
/// force.
class PolicyIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static Database database;
  private static RunningService service;
  private static int made;

  /// A version of its own for each test; it allows no BANNED stock.
  private final String version = "drill-" + ++made;

  @BeforeAll
  static void start() {
    Servers.postgres().start();
    Servers.kafka().start();
    database = RunningService.freshDatabase();
    service = RunningService.start(database);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  @AfterEach
  void theFirstPolicyJudges() {
    if (!service.get("/health").text("policy", "version").equals("default-1")) {
      approved(activate("default-1"));
    }
    assertThat(service.get("/health").text("policy", "version")).isEqualTo("default-1");
  }

  @Test
  void aPolicyIsInForceOnceASecondPersonApprovesItAndRolledBackByOne() throws Exception {
    Reply stored = upload(document(version));
    assertThat(stored.status()).isEqualTo(201);
    assertThat(stored.text("policy", "status")).isEqualTo("DRAFT");
    assertThat(stored.text("cases_passed")).isEqualTo("2");
    assertThat(decide("BANNED").text("status")).isEqualTo("AUTHORIZED");

    Reply asked = activate(version);
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.text("kind")).isEqualTo("POLICY");
    assertThat(asked.text("after")).isEqualTo(version + " sha256:" + stored.text("digest"));
    assertThat(asked.text("before")).startsWith("default-1 sha256:");
    assertThat(decide("BANNED").text("status")).as("it only waits").isEqualTo("AUTHORIZED");
    assertRefused(approve(asked, "alice"), 403, "OWN_CHANGE");

    Reply approved = approve(asked, "bob");
    assertThat(approved.status()).isEqualTo(200);
    Reply blocked = decide("BANNED");
    assertThat(blocked.text("status")).isEqualTo("BLOCKED");
    assertThat(blocked.body().toString()).contains("\"code\":\"BANNED_STOCK\"");
    assertThat(blocked.text("policy", "version")).isEqualTo(version);
    assertThat(blocked.text("policy", "digest")).isEqualTo(stored.text("digest"));
    assertThat(blocked.text("controls", "revision")).isEqualTo(approved.text("number"));
    assertThat(statusOf(version)).isEqualTo("ACTIVE");
    assertThat(statusOf("default-1")).isEqualTo("RETIRED");

    Reply back = rollBack(version, "too strict");
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.text("effect")).isEqualTo("ROLLS_BACK");
    assertThat(back.text("before")).startsWith(version + " ");
    assertThat(decide("BANNED").text("policy", "version")).isEqualTo("default-1");
    assertThat(rollBack(version, "too strict").body()).as("once more").isEqualTo(back.body());
    assertRefused(rollBack("default-1", "and back"), 409, "NOTHING_TO_ROLL_BACK");
    assertThat(statusOf(version)).isEqualTo("RETIRED");
  }

  @Test
  void aPolicyIsRolledBackOnlyWhileItIsInForce() {
    upload(document(version));
    assertRefused(rollBack(version, "r"), 409, "NOTHING_TO_ROLL_BACK");
    assertRefused(rollBack("nobody", "r"), 404, "UNKNOWN_POLICY");
    assertRefused(activate("nobody"), 404, "UNKNOWN_POLICY");
    assertRefused(activate("default-1"), 409, "POLICY_IN_FORCE");
  }

  @Test
  void aVersionNeverChanges() throws Exception {
    Reply stored = upload(document(version));
    assertThat(upload(document(version)).status()).as("the same once more").isEqualTo(200);
    assertRefused(upload(document(version).replace("> 5", "> 6")), 409, "POLICY_EXISTS");
    assertThat(service.get("/v1/policies/" + version).text("digest"))
        .isEqualTo(stored.text("digest"));
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (String change :
          List.of(
              "update policy_version set document = '{}' where version = '" + version + "'",
              "delete from policy_version where version = '" + version + "'")) {
        assertThatThrownBy(() -> statement.execute(change)).hasMessageContaining("immutable");
      }
    }
  }

  @Test
  void aPolicyWhoseCasesFailIsStoredAndNeverInForce() {
    Reply failing = upload(document(version).replace("\"AUTHORIZED\"", "\"BLOCKED\""));
    assertThat(failing.status()).isEqualTo(201);
    assertThat(failing.body().toString()).contains("\"usable\":false");
    assertThat(failing.text("cases_failed")).isEqualTo("1");
    assertRefused(activate(version), 409, "POLICY_NOT_USABLE");
    Reply again = service.post("/v1/policies/" + version + "/validate", "");
    assertThat(again.text("cases_failed")).isEqualTo("1");
    assertThat(again.body().toString()).contains("\"name\":\"others pass\",\"passed\":false");
  }

  @Test
  void aPolicyThatCannotBeReadIsNotStored() {
    Reply refused = upload(document(version).replace("order.qty > 5", "order.quantity > 5"));
    assertRefused(refused, 400, "INVALID_POLICY");
    assertThat(refused.body().toString())
        .contains("/policy/rules/0/when", "line 1, column 29", "undeclared reference");
    assertRefused(service.get("/v1/policies/" + version), 404, "UNKNOWN_POLICY");
    assertRefused(
        service.post("/v1/policies", "{\"policy\":" + document(version) + "}"),
        400,
        "INVALID_POLICY");
    Reply tried =
        service.post("/v1/policies?dry_run=true", "{\"policy\":" + document(version) + "}");
    assertThat(tried.status()).isEqualTo(200);
    assertThat(tried.body().toString()).contains("\"usable\":true");
    assertRefused(service.get("/v1/policies/" + version), 404, "UNKNOWN_POLICY");
    assertRefused(service.get("/v1/policies?limit=51"), 400, "INVALID_PARAMETER");
  }

  @Test
  void everyDecisionUnderTheRecordIsByItsPolicy() throws Exception {
    upload(document(version));
    var stop = new AtomicBoolean();
    var running = new CountDownLatch(4);
    var answers = new ArrayList<Future<List<Reply>>>();
    long changed;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        answers.add(threads.submit(() -> sendUntil(stop, running)));
      }
      try {
        running.await();
        changed = Long.parseLong(approved(activate(version)).text("number"));
        for (int i = 0; i < 50; i++) {
          assertThat(decide("BANNED").text("status")).isEqualTo("BLOCKED");
        }
      } finally {
        stop.set(true);
      }
      for (Future<List<Reply>> answer : answers) {
        assertThat(answer.get())
            .isNotEmpty()
            .allSatisfy(reply ->
                assertThat(reply.text("policy", "version"))
                    .as("revision " + reply.text("controls", "revision"))
                    .isEqualTo(
                        Long.parseLong(reply.text("controls", "revision")) < changed
                            ? "default-1"
                            : version));
      }
    }
  }

  private static List<Reply> sendUntil(AtomicBoolean stop, CountDownLatch running) {
    var replies = new ArrayList<Reply>();
    while (!stop.get() && replies.size() < 2_000) {
      Reply reply = decide("BANNED");
      if (reply.status() == 200) {
        replies.add(reply);
        running.countDown();
      }
    }
    return replies;
  }

  @Test
  void theLastGoodPolicyJudgesWhileTheOneOnRecordCannot() throws Exception {
    upload(document(version));
    approved(activate(version));
    replaceInDocument("order.qty", "order.spoilt");
    try {
      service.bean(ControlAdmin.class).reload();
      assertThat(decide("BANNED").text("policy", "version"))
          .as("compiled before, by its digest")
          .isEqualTo(version);
      service.close();
      service = RunningService.start(database);
      assertThat(decide("BANNED").text("policy", "version")).isEqualTo("default-1");
      Reply health = service.get("/health");
      assertThat(health.text("status")).isEqualTo("degraded");
      assertThat(health.text("policy", "unusable")).isEqualTo(version);
    } finally {
      replaceInDocument("order.spoilt", "order.qty");
    }
    service.bean(ControlAdmin.class).reload();
    assertThat(decide("BANNED").text("policy", "version")).isEqualTo(version);
    assertThat(service.get("/health").text("status")).isEqualTo("healthy");
  }

  private void replaceInDocument(String from, String to) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("alter table policy_version disable trigger policy_version_immutable");
      statement.execute(
          "update policy_version set document = replace(document, '%s', '%s') where version = '%s'"
              .formatted(from, to, version));
      statement.execute("alter table policy_version enable trigger policy_version_immutable");
    }
  }

  @Test
  void aShadowTellsWhichDecisionsWouldHaveBeenOthers() {
    upload(document(version));
    assertRefused(
        service.get("/v1/policies/" + version + "/shadow-report"), 404, "NO_SHADOW_REPORT");
    assertThat(shadow(version, "START").body().toString()).contains("\"running\":true");
    assertRefused(shadow("default-1", "START"), 409, "SHADOW_BUSY");
    String large = decide("BANNED").text("decision_token", "jti");
    decide("AAPL");
    service.post(
        "/v1/authorize?dry_run=true",
        RunningService.order("shadowed", "dry", "BANNED", "BUY", "10", "1"));
    await().atMost(PATIENCE).until(() -> shadowReport().text("compared").equals("2"));
    Reply report = shadowReport();
    assertThat(report.text("status_changed")).isEqualTo("1");
    assertThat(report.text("dropped")).isEqualTo("0");
    JsonObject difference =
        (JsonObject) Objects.requireNonNull(report.body().array("differences")).get(0);
    assertThat(difference.string("decision_id")).isEqualTo(large);
    assertThat(difference.toString())
        .contains(
            "\"decided\":{\"status\":\"AUTHORIZED\"",
            "\"shadow\":{\"status\":\"BLOCKED\"",
            "BANNED_STOCK");
    assertThat(report.body().object("latency_micros")).isNotNull();
    assertThat(shadow(version, "STOP").body().toString()).contains("\"running\":false");
    assertThat(service.metric("authorize_shadow_compared_total")).isGreaterThanOrEqualTo(2);
  }

  private Reply shadowReport() {
    return service.get("/v1/policies/" + version + "/shadow-report");
  }

  private static Reply shadow(String version, String action) {
    return service.post(
        "/v1/policies/" + version + "/shadow",
        "{\"action\":\"%s\",\"actor\":\"alice\"}".formatted(action));
  }

  private static String statusOf(String version) {
    JsonArray all =
        Objects.requireNonNull(service.get("/v1/policies?limit=50").body().array("policies"));
    return all.elements().stream()
        .map(JsonObject.class::cast)
        .filter(policy -> version.equals(policy.string("version")))
        .map(policy -> Objects.requireNonNull(policy.string("status")))
        .findFirst()
        .orElseThrow();
  }

  private static Reply decide(String symbol) {
    return service.authorize("policed", UUID.randomUUID().toString(), symbol, "BUY", "10", "1");
  }

  private static Reply upload(String document) {
    return service.post(
        "/v1/policies", "{\"author\":\"alice\",\"reason\":\"drill\",\"policy\":" + document + "}");
  }

  private static Reply activate(String version) {
    return service.post(
        "/v1/policies/" + version + "/activate",
        "{\"author\":\"alice\",\"reason\":\"" + UUID.randomUUID() + "\"}");
  }

  private static Reply rollBack(String version, String reason) {
    return service.post(
        "/v1/policies/" + version + "/rollback",
        "{\"author\":\"alice\",\"reason\":\"" + reason + "\"}");
  }

  private static Reply approved(Reply asked) {
    assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
    Reply approved = approve(asked, "bob");
    assertThat(approved.status()).as("%s", approved.body()).isEqualTo(200);
    return approved;
  }

  private static Reply approve(Reply change, String approver) {
    return service.post(
        "/v1/changes/" + change.text("change_id") + "/approve",
        "{\"approver\":\"" + approver + "\"}");
  }

  private static void assertRefused(Reply reply, int status, String code) {
    assertThat(reply.body().toString()).contains("\"code\":\"" + code + '"');
    assertThat(reply.status()).isEqualTo(status);
  }

  private static String document(String version) {
    return """
    {"version":"%s","rules":[
      {"id":"banned","code":"BANNED_STOCK","when":"order.symbol == 'BANNED' && order.qty > 5",
       "effect":"BLOCK","scope":"SYMBOL","message":"at most 5 units"},
      {"id":"rest","code":"OK","when":"true","effect":"ALLOW","scope":"ORDER","message":"rest"}],
     "cases":[
      {"name":"banned stops","order":{"client_order_id":"a","symbol":"BANNED","side":"BUY","qty":6,
       "price":1},"expect":"BLOCKED","reasons":["BANNED_STOCK"]},
      {"name":"others pass","order":{"client_order_id":"b","symbol":"AAPL","side":"BUY","qty":6,
       "price":1},"expect":"AUTHORIZED"}]}\
    """
        .formatted(version);
  }
}
