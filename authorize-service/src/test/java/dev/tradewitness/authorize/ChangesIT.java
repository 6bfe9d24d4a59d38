package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Limits, states and instruments are changed by people: what tightens at once, what loosens by two
/// of them. Each step is recorded, and each decision names the record it was made under.
class ChangesIT {

  private static Database database;
  private static RunningService service;

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

  @Test
  void aTighterLimitIsInForceAtOnceAndALooserOneWaitsForASecondPerson() {
    Reply tighter = limit("two", "MAX_ORDER_QTY", "10", "alice");
    assertThat(tighter.status()).isEqualTo(200);
    assertThat(tighter.text("status")).isEqualTo("IN_FORCE");
    assertThat(tighter.text("effect")).isEqualTo("TIGHTENS");
    assertThat(status("two", "11")).isEqualTo("BLOCKED");
    assertThat(status("two", "10")).isEqualTo("AUTHORIZED");

    Reply looser = limit("two", "MAX_ORDER_QTY", "20", "alice");
    assertThat(looser.status()).isEqualTo(202);
    assertThat(looser.text("status")).isEqualTo("REQUESTED");
    assertThat(looser.text("before")).isEqualTo("10");
    assertThat(status("two", "11")).as("it only waits").isEqualTo("BLOCKED");
    assertThat(service.get("/v1/changes/waiting").body().toString())
        .contains(looser.text("change_id"));

    assertRefused(approve(looser, "ALICE "), 403, "OWN_CHANGE");
    assertThat(status("two", "11")).isEqualTo("BLOCKED");
    Reply approved = approve(looser, "bob");
    assertThat(approved.status()).isEqualTo(200);
    assertThat(approved.text("author")).isEqualTo("alice");
    assertThat(approved.text("actor")).isEqualTo("bob");
    assertThat(approved.text("identity")).isEqualTo("unverified");
    assertThat(status("two", "11")).isEqualTo("AUTHORIZED");
    assertThat(service.get("/v1/limits").body().toString())
        .contains("\"subject\":\"two\",\"control\":\"MAX_ORDER_QTY\",\"amount\":\"20\"");
    assertRefused(approve(looser, "carol"), 409, "CHANGE_SETTLED");
    assertThat(service.get("/v1/changes/waiting").body().toString())
        .doesNotContain(looser.text("change_id"));
  }

  @Test
  void aRejectedChangeIsNeverInForce() {
    limit("rejected", "MAX_ORDER_QTY", "10", "alice");
    Reply away = limit("rejected", "MAX_ORDER_QTY", "null", "alice");
    assertThat(away.status()).as("without it, nothing is limited").isEqualTo(202);
    Reply rejected =
        service.post(
            "/v1/limits/" + away.text("change_id") + "/reject",
            "{\"actor\":\"carol\",\"comment\":\"not today\"}");
    assertThat(rejected.text("status")).isEqualTo("REJECTED");
    assertRefused(approve(away, "bob"), 409, "CHANGE_SETTLED");
    assertThat(status("rejected", "11")).isEqualTo("BLOCKED");
    String steps = service.get("/v1/changes/" + away.text("change_id")).body().toString();
    assertThat(steps).contains("\"REQUESTED\"", "\"REJECTED\"", "not today");
  }

  @Test
  void aLimitIsTakenAwayByTwo() {
    limit("away", "MAX_ORDER_QTY", "10", "alice");
    Reply away = service.approved(limit("away", "MAX_ORDER_QTY", "null", "alice"));
    assertThat(away.text("status")).isEqualTo("IN_FORCE");
    assertThat(status("away", "11")).isEqualTo("AUTHORIZED");
    assertThat(service.get("/v1/limits").body().toString()).doesNotContain("\"away\"");
  }

  @Test
  void whatWasApprovedIsWhatHappens() {
    limit("outdated", "MAX_ORDER_QTY", "10", "alice");
    Reply looser = limit("outdated", "MAX_ORDER_QTY", "100", "alice");
    limit("outdated", "MAX_ORDER_QTY", "5", "dave");
    assertRefused(approve(looser, "bob"), 409, "CHANGE_OUTDATED");
    assertThat(status("outdated", "6")).isEqualTo("BLOCKED");
  }

  /// HALTED again since, by another event: the older request is about the halt before.
  @Test
  void aRequestIsAboutTheValueThatStoodThere() {
    String path = "/v1/trading-state/account/twice-halted";
    String halt = "{\"state\":\"HALTED\",\"reason\":\"%s\",\"actor\":\"ops\"}";
    String resume = "{\"state\":\"ACTIVE\",\"reason\":\"over\",\"actor\":\"%s\"}";
    service.put(path, halt.formatted("first"));
    Reply alice = service.put(path, resume.formatted("alice"));
    Reply carol = service.put(path, resume.formatted("carol"));
    assertThat(approve(alice, "bob").status()).isEqualTo(200);
    service.put(path, halt.formatted("second"));
    assertRefused(approve(carol, "bob"), 409, "CHANGE_OUTDATED");
    assertThat(service.get(path).text("state")).isEqualTo("HALTED");
  }

  @Test
  void aRequestIsAboutTheDefaultThatStoodThere() {
    Reply more = limit("of-default", "MAX_ORDER_VALUE", "150000", "alice");
    assertThat(more.status()).isEqualTo(202);
    assertThat(limit("default", "MAX_ORDER_VALUE", "99999", "dave").status()).isEqualTo(200);
    assertRefused(approve(more, "bob"), 409, "CHANGE_OUTDATED");
  }

  @Test
  void anApprovalOnceMoreIsAnsweredAsBefore() {
    limit("resent", "MAX_ORDER_QTY", "10", "alice");
    Reply looser = limit("resent", "MAX_ORDER_QTY", "20", "alice");
    Reply approved = approve(looser, "bob");
    long records = newest();
    assertThat(approve(looser, "bob").body()).isEqualTo(approved.body());
    assertThat(newest()).isEqualTo(records);
    assertRefused(approve(looser, "carol"), 409, "CHANGE_SETTLED");
  }

  @Test
  void whatWasWrittenIntoTheTablesByHandLoosensNothingUntilItIsRecorded() throws Exception {
    limit("hand", "MAX_ORDER_QTY", "10", "alice");
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("update risk_limit set amount = 1000 where subject = 'hand'");
      statement.execute(
          "insert into instrument values ('lower', 'RESTRICTED', 'by hand', 'dba', now())");
    }
    limit("elsewhere", "MAX_ORDER_QTY", "10", "alice");
    assertThat(status("hand", "11")).as("another change reads no tables").isEqualTo("BLOCKED");
    assertThat(limit("hand", "MAX_ORDER_QTY", "500", "alice").status())
        .as("10 is in force")
        .isEqualTo(202);
    service.bean(ControlAdmin.class).reload();
    assertThat(status("hand", "11")).isEqualTo("AUTHORIZED");
    assertThat(bodies("select body from control_record where subject = 'hand' order by number"))
        .extracting(body -> body.text("step") + ' ' + body.text("author"))
        .containsExactly("IN_FORCE alice", "REQUESTED alice", "FOUND database");

    String trade = "{\"status\":\"TRADABLE\",\"reason\":\"list\",\"actor\":\"ops\"}";
    Reply waits = service.put("/v1/instruments/LOWER", trade);
    assertThat(waits.status()).as("RESTRICTED in whatever case").isEqualTo(202);
    assertThat(service.approved(waits).status()).isEqualTo(200);
    service.bean(ControlAdmin.class).reload();
    assertThat(service.authorize("i", "l-1", "LOWER", "BUY", "1", "1").text("status"))
        .isEqualTo("AUTHORIZED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update control_record set actor = 'nobody'",
        "delete from control_record where number > 3",
        "truncate control_record"
      })
  void theRecordsCannotBeChanged(String statement) throws Exception {
    try (var connection = database.connect();
        var change = connection.createStatement()) {
      assertThatThrownBy(() -> change.execute(statement)).hasMessageContaining("append only");
    }
  }

  @Test
  void theSameChangeOnceMoreChangesNothing() {
    String path = "/v1/trading-state/account/again";
    String halt = "{\"state\":\"HALTED\",\"reason\":\"drill\",\"actor\":\"ops\"}";
    assertThat(service.put(path, halt).status()).isEqualTo(200);
    long records = newest();
    assertThat(service.put(path, halt).body()).isEqualTo(service.get(path).body());
    assertThat(newest()).isEqualTo(records);

    String resume = "{\"state\":\"ACTIVE\",\"reason\":\"over\",\"actor\":\"ops\"}";
    Reply waits = service.put(path, resume);
    assertThat(waits.status()).isEqualTo(202);
    assertThat(service.put(path, resume).text("change_id")).isEqualTo(waits.text("change_id"));
    assertThat(newest()).isEqualTo(records + 1);
    assertThat(service.get(path).text("state")).isEqualTo("HALTED");
    assertThat(approve(waits, "lead").status()).isEqualTo(200);
    assertThat(service.get(path).text("state")).isEqualTo("ACTIVE");
  }

  @Test
  void aRestrictedInstrumentTradesAgainByTwo() {
    String restrict = "{\"status\":\"RESTRICTED\",\"reason\":\"list\",\"actor\":\"ops\"}";
    assertThat(service.put("/v1/instruments/twice", restrict).text("symbol")).isEqualTo("TWICE");
    Reply waits = service.put("/v1/instruments/Twice", restrict.replace("RESTRICTED", "TRADABLE"));
    assertThat(waits.status()).isEqualTo(202);
    assertThat(service.approved(waits).status()).isEqualTo(200);
    assertThat(service.authorize("i", "i-1", "TWICE", "BUY", "1", "1").text("status"))
        .isEqualTo("AUTHORIZED");
  }

  @Test
  void everyDecisionNamesTheRecordItWasMadeUnder() throws Exception {
    Reply change = limit("named", "MAX_ORDER_QTY", "10", "alice");
    Reply decided = service.authorize("named", "n-1", "AAPL", "BUY", "11", "1");
    assertThat(decided.text("controls", "revision")).isEqualTo(change.text("number"));
    assertThat(decided.text("controls", "digest")).isEqualTo(change.text("digest"));
    assertThat(bodies("select body from journal where client_id = 'named'"))
        .singleElement()
        .satisfies(body ->
            assertThat(Objects.requireNonNull(body.object("controls")).text("digest"))
                .isEqualTo(change.text("digest")));
    limit("named", "MAX_ORDER_QTY", "9", "alice");
    Reply again = service.authorize("named", "n-1", "AAPL", "BUY", "11", "1");
    assertThat(again.text("controls", "revision"))
        .as("a repetition tells what was in force then")
        .isEqualTo(change.text("number"));
  }

  /// By an implementation of its own.
  @Test
  void theRecordsAreAChain() throws Exception {
    limit("chain", "MAX_ORDER_QTY", "10", "al\"ice \u00fc");
    service.approved(limit("chain", "MAX_ORDER_QTY", "11.50", "alice"));
    String previous = "0".repeat(64);
    long number = 0;
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("select number, digest, body from control_record order by 1")) {
      while (rows.next()) {
        number++;
        assertThat(rows.getLong(1)).isEqualTo(number);
        byte[] body = rows.getBytes(3);
        JsonObject record = Json.parseObject(body, JsonLimits.EVENT);
        assertThat(record.text("number")).isEqualTo(Long.toString(number));
        assertThat(record.text("previous")).isEqualTo(previous);
        previous = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        assertThat(rows.getString(2)).isEqualTo(previous);
      }
    }
    assertThat(number).isGreaterThan(5);
  }

  @Test
  void theRecordsAreOnTheTopicInTheirOrder() throws Exception {
    limit("topic", "MAX_ORDER_QTY", "10", "alice");
    var topic = new KafkaTopic(Topics.AUTHORIZE_CONTROLS);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> {
          var messages = topic.readAll();
          assertThat(messages.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
          assertThat(messages.stream().map(m -> HexFormat.of().formatHex(m.value())).toList())
              .isEqualTo(hex("select encode(body, 'hex') from control_record order by number"));
        });
    JsonObject first = Json.parseObject(topic.readAll().getFirst().value(), JsonLimits.EVENT);
    assertThat(topic.readAll().getFirst().value())
        .as("in canonical form")
        .isEqualTo(CanonicalJson.bytes(first));
  }

  private static List<String> hex(String query) throws Exception {
    var found = new ArrayList<String>();
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  @Test
  void whatIsInTheTablesAndInNoRecordIsRecordedAsFound() throws Exception {
    assertThat(
            bodies("select body from control_record where step = 'FOUND' order by number limit 4"))
        .as("the limits of the first start")
        .extracting(body -> body.text("subject") + body.text("control") + body.text("author"))
        .contains(
            "defaultMAX_ORDER_VALUEfirst start",
            "defaultGROSS_EXPOSUREfirst start",
            "defaultNET_EXPOSUREfirst start");
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "insert into risk_limit (scope, subject, control, amount, unit, changed_by, changed_at)"
              + " values ('ACCOUNT', 'by-hand', 'MAX_ORDER_QTY', 5, 'quantity', 'dba', now())");
      service.bean(ControlAdmin.class).reload();
      assertThat(status("by-hand", "6")).isEqualTo("BLOCKED");
      statement.execute("delete from risk_limit where subject = 'by-hand'");
      service.bean(ControlAdmin.class).reload();
      service.bean(ControlAdmin.class).reload();
    }
    assertThat(bodies("select body from control_record where subject = 'by-hand' order by number"))
        .extracting(body -> body.text("step") + body.text("before") + body.text("after"))
        .containsExactly("FOUNDnull5", "FOUND5null");
    assertThat(status("by-hand", "6")).isEqualTo("AUTHORIZED");
  }

  @Test
  void everyOrderAfterTheAnswerIsJudgedByTheChange() throws Exception {
    limit("race", "MAX_ORDER_QTY", "10", "alice");
    var stop = new AtomicBoolean();
    var running = new CountDownLatch(8);
    var answers = new ArrayList<Future<List<String>>>();
    long changed;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        answers.add(threads.submit(() -> sendUntil(stop, running)));
      }
      try {
        running.await();
        changed = Long.parseLong(limit("race", "MAX_ORDER_QTY", "5", "alice").text("number"));
        for (int i = 0; i < 50; i++) {
          assertThat(status("race", "10")).isEqualTo("BLOCKED");
        }
      } finally {
        stop.set(true);
      }
      for (Future<List<String>> answer : answers) {
        assertThat(answer.get()).isNotEmpty();
      }
    }
    int before = 0;
    for (JsonObject body : bodies("select body from journal where client_id = 'race'")) {
      long revision =
          Long.parseLong(
              Objects.requireNonNull(
                  Objects.requireNonNull(body.object("controls")).text("revision")));
      assertThat(body.text("status")).isEqualTo(revision < changed ? "AUTHORIZED" : "BLOCKED");
      before += revision < changed ? 1 : 0;
    }
    assertThat(before).isPositive();
  }

  private static List<String> sendUntil(AtomicBoolean stop, CountDownLatch running) {
    var statuses = new ArrayList<String>();
    while (!stop.get() && statuses.size() < 2_000) {
      Reply reply =
          service.authorize("race", UUID.randomUUID().toString(), "AAPL", "BUY", "10", "1");
      if (reply.status() == 200) {
        statuses.add(reply.text("status"));
        running.countDown();
      }
    }
    return statuses;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"scope\":\"FIRM\"}",
        "{\"amount\":-1}",
        "{\"amount\":\"1e400\"}",
        "{\"amount\":\"NaN\"}",
        "{\"amount\":true}",
        "{\"amount\":\"12345678901234567890123456789012345678901\"}",
        "{\"control\":\"EVERYTHING\"}",
        "{\"subject\":\"..\"}",
        "{\"subject\":\"\"}",
        "{\"author\":\" \"}",
        "{\"reason\":null}",
        "{\"scope\":\"SYMBOL\",\"control\":\"GROSS_EXPOSURE\"}",
      })
  void aLimitThatCannotBeReadChangesNothing(String wrong) throws Exception {
    long records = newest();
    var members = new LinkedHashMap<String, String>();
    members.put("scope", "\"ACCOUNT\"");
    members.put("subject", "\"wrong\"");
    members.put("control", "\"MAX_ORDER_QTY\"");
    members.put("amount", "1");
    members.put("reason", "\"drill\"");
    members.put("author", "\"alice\"");
    JsonObject replaced =
        Json.parseObject(wrong.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
    replaced.members().forEach((name, value) -> members.put(name, value.toString()));
    var body = new StringBuilder();
    members.forEach((name, value) ->
        body.append(body.isEmpty() ? "{" : ",")
            .append('"')
            .append(name)
            .append("\":")
            .append(value));
    Reply reply = service.post("/v1/limits", body + "}");
    assertRefused(reply, 400, "INVALID_CHANGE");
    assertThat(reply.body().array("violations")).isNotNull();
    assertThat(newest()).isEqualTo(records);
  }

  @Test
  void aLimitWithoutAnAmountIsNotTakenAway() {
    Reply reply =
        service.post(
            "/v1/limits",
            """
            {"scope":"ACCOUNT","subject":"x","control":"MAX_ORDER_QTY","reason":"r","author":"a"}\
            """);
    assertRefused(reply, 400, "INVALID_CHANGE");
    assertThat(reply.body().toString()).contains("/amount", "MISSING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "00000000-0000-0000-0000-000000000000"})
  void aChangeThatIsNotThereIs404(String id) {
    assertRefused(service.get("/v1/changes/" + id), 404, "UNKNOWN_CHANGE");
    assertRefused(
        service.post("/v1/changes/" + id + "/approve", "{\"approver\":\"bob\"}"),
        404,
        "UNKNOWN_CHANGE");
    assertRefused(
        service.post("/v1/changes/" + id + "/reject", "{\"actor\":\"bob\"}"),
        404,
        "UNKNOWN_CHANGE");
  }

  @Test
  void theRecordsArePagedNewestFirst() {
    limit("paged", "MAX_ORDER_QTY", "3", "alice");
    limit("paged", "MAX_ORDER_QTY", "2", "alice");
    Reply page = service.get("/v1/changes?limit=2");
    assertThat(page.body().toString()).contains("\"after\":\"2\"", "\"after\":\"3\"");
    Reply next = service.get("/v1/changes?limit=1&before=" + page.text("next"));
    assertThat(next.body().toString()).doesNotContain("\"subject\":\"paged\"");
    for (String query : List.of("limit=0", "limit=201", "before=x", "after=1", "limit=1&limit=2")) {
      assertRefused(service.get("/v1/changes?" + query), 400, "INVALID_PARAMETER");
    }
  }

  private static Reply limit(String account, String control, String amount, String author) {
    return service.post(
        "/v1/limits",
        """
        {"scope":"ACCOUNT","subject":"%s","control":"%s","amount":%s,"reason":"drill","author":"%s"}\
        """
            .formatted(account, control, amount, author.replace("\"", "\\\"")));
  }

  private static Reply approve(Reply change, String approver) {
    return service.post(
        "/v1/limits/" + change.text("change_id") + "/approve",
        "{\"approver\":\"" + approver + "\"}");
  }

  private static String status(String account, String qty) {
    return service
        .authorize(account, UUID.randomUUID().toString(), "AAPL", "BUY", qty, "1")
        .text("status");
  }

  private static void assertRefused(Reply reply, int status, String code) {
    assertThat(reply.body().toString()).contains("\"code\":\"" + code + '"');
    assertThat(reply.status()).isEqualTo(status);
  }

  private static long newest() {
    return Long.parseLong(
        Objects.requireNonNull(
            ((JsonObject)
                    Objects.requireNonNull(
                            service.get("/v1/changes?limit=1").body().array("changes"))
                        .get(0))
                .text("number")));
  }

  private static List<JsonObject> bodies(String query) throws Exception {
    var bodies = new ArrayList<JsonObject>();
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        bodies.add(Json.parseObject(rows.getBytes(1), JsonLimits.EVENT));
      }
    }
    return bodies;
  }
}
