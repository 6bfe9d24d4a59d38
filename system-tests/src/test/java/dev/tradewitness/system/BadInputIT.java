package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.system.load.Events;
import dev.tradewitness.system.load.Messages;
import dev.tradewitness.system.reference.OwnJson;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.Http.Answer;
import dev.tradewitness.system.stack.Metrics;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What must not get in: refused with the named reason, changing nothing, counted. And what looks
/// odd but is evidence: kept.
@Order(1)
@ExtendWith(SharedStack.class)
class BadInputIT {

  private static final Duration LIMIT = Duration.ofSeconds(45);
  private static final byte[] MEGABYTE = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);

  private final String run = Long.toString(System.nanoTime(), 36);

  /// A body and the answer it must get; `code` is of the first violation, or of the problem itself
  /// where no member is at fault.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Refusal(String what, byte[] body, int status, String code, String pointer) {
    static Refusal of(String what, String body, String code, String pointer) {
      return new Refusal(what, body.getBytes(StandardCharsets.UTF_8), 400, code, pointer);
    }
  }

  @Test
  void captureRefusesWhatIsNoEventAndNothingChanges(RunningStack stack) throws IOException {
    Http capture = stack.http("capture");
    Map<String, Long> heads = headsOfTheDoor(capture);
    double failed = Metrics.sum(capture, "vcp_events_failed");
    List<Refusal> refusals = notEvents();
    for (Refusal refusal : refusals) {
      requireRefused(refusal, capture.post("/vcp/log", refusal.body(), "application/json"));
    }
    assertThat(headsOfTheDoor(capture)).isEqualTo(heads);
    assertThat(Metrics.sum(capture, "vcp_events_failed") - failed).isEqualTo(refusals.size());
    print("POST /vcp/log, refused with status and code", refusals);
  }

  /// Without the taps' streams: decisions of tests before this one may still arrive.
  private static Map<String, Long> headsOfTheDoor(Http capture) throws IOException {
    Map<String, Long> heads = CapturedStream.heads(capture);
    heads.keySet().removeIf(policyId -> policyId.startsWith("local.tradewitness:"));
    return heads;
  }

  @Test
  void whatTheWebLayerCannotReadIsTheCallersFaultEverywhere(RunningStack stack) throws IOException {
    byte[] broken = "--x\r\nbroken".getBytes(StandardCharsets.US_ASCII);
    for (var path :
        Map.of(
                "capture", "/vcp/events?policy_id=%ff",
                "anchor", "/vcp/anchors?limit=%ff",
                "authorize", "/v1/exposures?limit=%ff",
                "vpin", "/v1/vpin?bands=%ff")
            .entrySet()) {
      Http service = stack.http(path.getKey());
      double internal = Metrics.sum(service, "tradewitness_http_problems_total", "INTERNAL");
      Answer answer = service.get(path.getValue()).expect(400);
      assertThat(answer.json().string("code")).as(path.getValue()).isEqualTo("BAD_PARAMETERS");
      assertThat(service.get("/no/such/path").expect(404).json().string("code"))
          .isEqualTo("NOT_FOUND");
      assertThat(Metrics.sum(service, "tradewitness_http_problems_total", "INTERNAL"))
          .isEqualTo(internal);
    }
    for (var path :
        Map.of(
                "/vcp/log", "capture",
                "/vcp/log/batch", "capture",
                "/v1/tokens/verify", "authorize",
                "/v1/authorize", "authorize")
            .entrySet()) {
      stack
          .http(path.getValue())
          .post(path.getKey(), broken, "multipart/form-data; boundary=x")
          .expect(415);
    }
    assertThat(
            stack
                .http("anchor")
                .get("/vcp/logs/a/consistency")
                .expect(400)
                .json()
                .array("violations"))
        .hasToString(
            "[{\"pointer\":\"/first\",\"code\":\"MISSING\",\"message\":\"first is required\"}]");
  }

  @Test
  void whatNoControllerSeesIsAProblemAndCountedEverywhere(RunningStack stack) throws IOException {
    for (String name : List.of("capture", "anchor", "authorize", "vpin")) {
      Http service = stack.http(name);
      double before = Metrics.sum(service, "tradewitness_http_problems_total");
      requireProblem(service.get("/no/such/a%2Fb"), 404, "NOT_FOUND");
      requireProblem(service.get("/vcp/events/a%00b"), 400, "BAD_REQUEST");
      requireProblem(
          service.send("GET", "/health", Map.of("X-Long", "x".repeat(20_000))),
          431,
          "REQUEST_HEADER_FIELDS_TOO_LARGE");
      requireProblem(service.send("TRACE", "/health", Map.of()), 405, "METHOD_NOT_ALLOWED");
      requireProblem(service.get("/error"), 404, "NOT_FOUND");
      assertThat(Metrics.sum(service, "tradewitness_http_problems_total") - before)
          .as(name)
          .isEqualTo(5);
    }
  }

  @Test
  void aSymbolThatAuthorizeDoesNotKnowIsAllowedBecauseTheStackSaysSo(RunningStack stack)
      throws IOException {
    Http authorize = stack.http("authorize");
    String order = order("unknown-" + run, "u-1", "\"qty\":5,\"price\":1");
    assertThat(
            ask(authorize, order.replace("AAPL", "NO-SUCH-" + run))
                .expect(200)
                .json()
                .string("status"))
        .isEqualTo("AUTHORIZED");
  }

  private static void requireProblem(Answer answer, int status, String code) {
    JsonObject problem = answer.expect(status).json();
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(problem.string("code")).isEqualTo(code);
    assertThat(problem.text("status")).isEqualTo(Integer.toString(status));
  }

  private List<Refusal> notEvents() {
    String id = "\"event_id\":\"0190b7a2-7f3c-7c4e-8a11-5d0c2b9f1e77\"";
    String policy = "\"policy_identification\":{\"policy_id\":\"drill:refused-" + run + "\"}";
    String header = "\"header\":{" + id + ",\"event_type\":\"ORD\"}";
    String payload = "\"payload\":{}";
    String deep = "[".repeat(80) + "]".repeat(80);
    return List.of(
        Refusal.of("empty body", "", "EMPTY", ""),
        Refusal.of("malformed JSON", "{\"header\":{", "NOT_JSON", ""),
        Refusal.of("text", "hello", "NOT_JSON", ""),
        Refusal.of("an array", "[]", "NOT_JSON", ""),
        Refusal.of(
            "text after it",
            "{" + header + "," + payload + "," + policy + "}x",
            "TRAILING_TEXT",
            ""),
        Refusal.of(
            "NaN", "{" + header + ",\"payload\":{\"p\":NaN}," + policy + "}", "NOT_JSON", null),
        Refusal.of(
            "Infinity",
            "{" + header + ",\"payload\":{\"p\":-Infinity}," + policy + "}",
            "NOT_JSON",
            null),
        Refusal.of(
            "a duplicate member",
            "{" + header + ",\"payload\":{\"qty\":\"1\",\"qty\":\"1000\"}," + policy + "}",
            "DUPLICATE_MEMBER",
            "/payload/qty"),
        Refusal.of(
            "a number beyond double",
            "{" + header + ",\"payload\":{\"p\":1e400}," + policy + "}",
            "NUMBER_RANGE",
            "/payload/p"),
        Refusal.of(
            "nested too deep",
            "{" + header + ",\"payload\":{\"p\":" + deep + "}," + policy + "}",
            "TOO_DEEP",
            null),
        Refusal.of(
            "half a surrogate pair",
            "{" + header + ",\"payload\":{\"p\":\"\\ud800\"}," + policy + "}",
            "LONE_SURROGATE",
            null),
        new Refusal("not UTF-8", new byte[] {'{', '"', (byte) 0xC3, '"', '}'}, 400, "NOT_UTF8", ""),
        Refusal.of("no header", "{" + payload + "," + policy + "}", "MISSING", "/header"),
        Refusal.of("no payload", "{" + header + "," + policy + "}", "MISSING", "/payload"),
        Refusal.of(
            "no policy", "{" + header + "," + payload + "}", "MISSING", "/policy_identification"),
        Refusal.of(
            "header of another type",
            "{\"header\":\"x\"," + payload + "," + policy + "}",
            "NOT_AN_OBJECT",
            "/header"),
        Refusal.of(
            "payload of another type",
            "{" + header + ",\"payload\":[1]," + policy + "}",
            "NOT_AN_OBJECT",
            "/payload"),
        Refusal.of(
            "event_id is a number",
            "{\"header\":{\"event_id\":42}," + payload + "," + policy + "}",
            "NOT_A_STRING",
            "/header/event_id"),
        Refusal.of(
            "event_id is no UUID",
            "{\"header\":{\"event_id\":\"42\"}," + payload + "," + policy + "}",
            "NOT_A_UUID",
            "/header/event_id"),
        Refusal.of(
            "event_type is a number",
            "{\"header\":{" + id + ",\"event_type\":2}," + payload + "," + policy + "}",
            "NOT_A_STRING",
            "/header/event_type"),
        Refusal.of(
            "policy_id with a space",
            "{" + header + "," + payload + ",\"policy_identification\":{\"policy_id\":\"a b\"}}",
            "POLICY_ID",
            "/policy_identification/policy_id"),
        Refusal.of(
            "no policy_id",
            "{" + header + "," + payload + ",\"policy_identification\":{}}",
            "MISSING",
            "/policy_identification/policy_id"),
        new Refusal("a body of 1 MB", MEGABYTE, 413, "BODY_TOO_LARGE", null));
  }

  @Test
  void captureKeepsWhatIsOddButEvidenceAndSaysSo(RunningStack stack) throws IOException {
    Http capture = stack.http("capture");
    var random = new SplittableRandom(11);
    String policyId = "drill:odd-" + run;
    // Each with the conformance finding that must come back, or none.
    var odd = new LinkedHashMap<String, String>();
    odd.put(
        "{\"trade_data\":{\"order_id\":\"1\",\"price\":\"1\",\"side\":\"BUY\",\"quantity\":\"-5\"}}",
        "");
    odd.put("{\"trade_data\":{\"symbol\":\"\"}}", "SCH-020");
    odd.put("{\"trade_data\":{\"symbol\":\"NO-SUCH\",\"price\":1.5}}", "SCH-030");
    odd.put("{\"count\":9007199254740993}", "NUM-001");
    long sequence = 0;
    for (var payload : odd.entrySet()) {
      Answer answer = log(capture, random, policyId, "ORD", payload.getKey()).expect(201);
      assertThat(answer.json().text("sequence")).isEqualTo(Long.toString(sequence++));
      if (!payload.getValue().isEmpty()) {
        assertThat(answer.json().array("warnings").toString()).contains(payload.getValue());
      }
    }
    log(capture, random, policyId, "X_NOBODY_KNOWS", "{}").expect(201);
    Answer changed = sameIdOtherContent(capture, random, policyId);
    assertThat(changed.status()).isEqualTo(409);
    assertThat(changed.json().string("code")).isEqualTo("ID_REUSED");
    assertThat(CapturedStream.heads(capture)).containsEntry(policyId, sequence + 2);
  }

  private static Answer log(
      Http capture, SplittableRandom random, String policyId, String type, String payload)
      throws IOException {
    byte[] event = Events.of(random, policyId, type, Map.of("marker", "here")).bytes();
    String text =
        new String(event, StandardCharsets.UTF_8).replace("{\"marker\":\"here\"}", payload);
    return capture.post("/vcp/log", text.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  private static Answer sameIdOtherContent(Http capture, SplittableRandom random, String policyId)
      throws IOException {
    String event =
        new String(
            Events.of(random, policyId, "ORD", Map.of("marker", "here")).bytes(),
            StandardCharsets.UTF_8);
    capture
        .post("/vcp/log", event.getBytes(StandardCharsets.UTF_8), "application/json")
        .expect(201);
    return capture.post(
        "/vcp/log",
        event.replace("here", "there").getBytes(StandardCharsets.UTF_8),
        "application/json");
  }

  @Test
  void oneBadLineOfABatchSpoilsNoOther(RunningStack stack) throws IOException {
    Http capture = stack.http("capture");
    var random = new SplittableRandom(12);
    String policyId = "drill:mixed-" + run;
    var lines = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      lines.add(new String(Events.next(random, policyId).bytes(), StandardCharsets.UTF_8));
      lines.add(i % 2 == 0 ? "{broken" : "{\"header\":{}}");
    }
    Answer answer =
        capture
            .post(
                "/vcp/log/batch",
                String.join("\n", lines).getBytes(StandardCharsets.UTF_8),
                "application/x-ndjson")
            .expect(200);
    assertThat(answer.json().text("accepted")).isEqualTo("5");
    assertThat(answer.json().text("refused")).isEqualTo("5");
    assertThat(CapturedStream.objects(answer.json(), "results"))
        .extracting(result -> result.string("status"))
        .containsExactly(
            "ok", "refused", "ok", "refused", "ok", "refused", "ok", "refused", "ok", "refused");
    assertThat(CapturedStream.heads(capture)).containsEntry(policyId, 5L);
  }

  @Test
  void authorizeRefusesWhatIsNoOrderAndNothingIsReserved(RunningStack stack) throws IOException {
    Http authorize = stack.http("authorize");
    String client = "bad-" + run;
    ask(authorize, order(client, "good-" + run, "\"qty\":10,\"price\":20.5")).expect(200);
    String exposure = authorize.get("/v1/exposures/" + client).expect(200).text();
    long published = Topic.count(stack.kafka(), Topics.AUTHORIZE_DECISIONS);
    double problems = Metrics.sum(authorize, "tradewitness_http_problems_total", "status=\"4");
    List<Refusal> refusals = notOrders(client);
    for (Refusal refusal : refusals) {
      requireRefused(refusal, authorize.post("/v1/authorize", refusal.body(), "application/json"));
    }
    assertThat(authorize.get("/v1/orders/bad?client_id=" + client).status()).isEqualTo(404);
    assertThat(authorize.get("/v1/exposures/" + client).expect(200).text()).isEqualTo(exposure);
    assertThat(Metrics.sum(authorize, "tradewitness_http_problems_total", "status=\"4") - problems)
        .isGreaterThanOrEqualTo(refusals.size());
    // A decision that follows is the next one published: none of the refused was.
    ask(authorize, order(client, "after-" + run, "\"qty\":10,\"price\":20.5")).expect(200);
    Awaitility.await("the decision is published")
        .atMost(LIMIT)
        .until(() -> decisionsOf(stack, client) == 2);
    assertThat(Topic.count(stack.kafka(), Topics.AUTHORIZE_DECISIONS))
        .isGreaterThanOrEqualTo(published);
    print("POST /v1/authorize, refused with status and code", refusals);
  }

  private static long decisionsOf(RunningStack stack, String client) {
    return Topic.read(stack.kafka(), Topics.AUTHORIZE_DECISIONS).stream()
        .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(client))
        .count();
  }

  private static List<Refusal> notOrders(String client) {
    return List.of(
        Refusal.of("empty body", "", "EMPTY", ""),
        Refusal.of("malformed JSON", "{\"order\":", "NOT_JSON", ""),
        Refusal.of("NaN", order(client, "bad", "\"qty\":NaN,\"price\":1"), "NOT_JSON", null),
        Refusal.of(
            "a duplicate member",
            order(client, "bad", "\"qty\":1,\"qty\":100,\"price\":1"),
            "DUPLICATE_MEMBER",
            "/order/qty"),
        Refusal.of("order of another type", "{\"order\":7}", "WRONG_TYPE", "/order"),
        Refusal.of("no quantity", order(client, "bad", "\"price\":1"), "MISSING", "/order/qty"),
        Refusal.of(
            "quantity is an object",
            order(client, "bad", "\"qty\":{},\"price\":1"),
            "WRONG_TYPE",
            "/order/qty"),
        Refusal.of(
            "quantity is no number",
            order(client, "bad", "\"qty\":\"ten\",\"price\":1"),
            "NOT_A_NUMBER",
            "/order/qty"),
        Refusal.of(
            "negative quantity",
            order(client, "bad", "\"qty\":-5,\"price\":1"),
            "NOT_POSITIVE",
            "/order/qty"),
        Refusal.of(
            "zero quantity",
            order(client, "bad", "\"qty\":0,\"price\":1"),
            "NOT_POSITIVE",
            "/order/qty"),
        Refusal.of(
            "negative price",
            order(client, "bad", "\"qty\":5,\"price\":-1"),
            "NOT_POSITIVE",
            "/order/price"),
        Refusal.of(
            "an exponent beyond 18",
            order(client, "bad", "\"qty\":1e19,\"price\":1"),
            "NUMBER_RANGE",
            "/order/qty"),
        Refusal.of(
            "a number of 41 characters",
            order(client, "bad", "\"qty\":" + "1".repeat(41) + ",\"price\":1"),
            "NUMBER_TOO_LONG",
            "/order/qty"),
        Refusal.of(
            "empty symbol",
            order(client, "bad", "\"qty\":5,\"price\":1").replace("AAPL", ""),
            "EMPTY",
            "/order/symbol"),
        Refusal.of(
            "a side that does not exist",
            order(client, "bad", "\"qty\":5,\"price\":1").replace("BUY", "HOLD"),
            "UNKNOWN_VALUE",
            "/order/side"),
        Refusal.of(
            "no order id",
            order(client, "", "\"qty\":5,\"price\":1"),
            "EMPTY",
            "/order/client_order_id"),
        new Refusal("a body of 1 MB", MEGABYTE, 413, "BODY_TOO_LARGE", null));
  }

  private static String order(String client, String id, String amounts) {
    return "{\"order\":{\"client_order_id\":\"%s\",\"symbol\":\"AAPL\",\"side\":\"BUY\",%s},\"context\":{\"client_id\":\"%s\"}}"
        .formatted(id, amounts, client);
  }

  private static Answer ask(Http authorize, String body) throws IOException {
    return authorize.postJson("/v1/authorize", body);
  }

  @Test
  void aQuantityBeyondDoubleIsJudgedByItsLastDigit(RunningStack stack) throws IOException {
    Http authorize = stack.http("authorize");
    JsonObject decision =
        ask(authorize, order("exact-" + run, "big-" + run, "\"qty\":9007199254740993,\"price\":1"))
            .expect(200)
            .json();
    assertThat(decision.string("status")).isEqualTo("BLOCKED");
    assertThat(decision.array("reasons").toString())
        .contains("QTY_LIMIT_EXCEEDED", "9007199254740993");
    assertThat(decision.object("decision_token").string("qty")).isEqualTo("9007199254740993");
  }

  private void requireRefused(Refusal refusal, Answer answer) {
    assertThat(answer.status())
        .as(refusal.what() + ": " + answer.text())
        .isEqualTo(refusal.status());
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .as(refusal.what())
        .startsWith("application/problem+json");
    JsonObject problem = answer.json();
    String code = problem.string("code");
    String pointer = null;
    if (problem.has("violations")) {
      JsonObject violation = CapturedStream.objects(problem, "violations").getFirst();
      code = violation.string("code");
      pointer = violation.string("pointer");
    }
    assertThat(code).as(refusal.what() + ": " + answer.text()).isEqualTo(refusal.code());
    if (refusal.pointer() != null) {
      assertThat(pointer).as(refusal.what()).isEqualTo(refusal.pointer());
    }
    assertThat(answer.text()).doesNotContain("Exception", "\tat ");
  }

  private static void print(String title, List<Refusal> refusals) {
    var table = new Table(title);
    refusals.forEach(refusal -> table.row(refusal.what(), refusal.status() + " " + refusal.code()));
    table.print();
  }

  @Test
  void poisonGoesToTheDeadLettersAndTheGoodAroundItFlows(RunningStack stack) throws IOException {
    var table = new Table("Poison messages");
    try (var messages = new Messages(Topic.producer(stack.kafka()))) {
      for (String topic : List.of(Topics.ORDERS, Topics.EXECUTIONS, Topics.ERRORS)) {
        poisonAmongTapped(stack, messages, topic);
        table.row(topic, "1 poison in " + topic + ".dlt, good before and after it captured");
      }
      poisonAmongTrades(stack, messages);
      table.row(Topics.PROCESSED_TRADES, "7 poison in its .dlt, 100 good trades counted");
      for (String topic : List.of(Topics.AUTHORIZE_DECISIONS, Topics.VCP_ANCHORS)) {
        byte[] poison = poison(topic);
        messages.send(topic, "poison", poison);
        messages.flush();
        awaitLetter(stack, topic, poison);
        table.row(topic, "1 poison in " + topic + ".dlt");
      }
    }
    table.print();
  }

  private byte[] poison(String topic) {
    return ("{\"broken\": " + topic + " " + run).getBytes(StandardCharsets.UTF_8);
  }

  private void poisonAmongTapped(RunningStack stack, Messages messages, String topic)
      throws IOException {
    byte[] poison = poison(topic);
    // One key, so that all three lie behind one another in one partition.
    messages.send(topic, run, good(topic, "before"));
    messages.send(topic, run, poison);
    messages.send(topic, run, good(topic, "after"));
    messages.flush();
    awaitLetter(stack, topic, poison);
    Http capture = stack.http("capture");
    Awaitility.await("good messages of " + topic)
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> {
          for (String which : List.of("before", "after")) {
            assertThat(captured(capture, topic, which)).as(topic + " " + which).isEqualTo(1);
          }
        });
  }

  private String good(String topic, String which) {
    String id = "P-" + topic + "-" + which + "-" + run;
    var message = new LinkedHashMap<String, Object>();
    message.put("order_id", id);
    message.put("client_id", "nobody-" + run);
    message.put("symbol", "BTC-USD");
    message.put("side", "BUY");
    message.put("type", topic.equals(Topics.ERRORS) ? "ERR_SYSTEM" : "LIMIT");
    message.put("price", "10");
    message.put("quantity", "1");
    message.put("code", "E1");
    message.put("message", id);
    return OwnJson.canonical(message);
  }

  /// How many captured events hold the good message's text.
  private long captured(Http capture, String topic, String which) throws IOException {
    String id = "P-" + topic + "-" + which + "-" + run;
    long found = 0;
    for (String policyId : CapturedStream.heads(capture).keySet()) {
      if (policyId.contains("tradewitness")) {
        found +=
            CapturedStream.read(capture, policyId).events().stream()
                .filter(event -> new String(event.document(), StandardCharsets.UTF_8).contains(id))
                .count();
      }
    }
    return found;
  }

  private static void awaitLetter(RunningStack stack, String topic, byte[] poison) {
    Awaitility.await("a dead letter of " + topic)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> {
          var letter =
              Topic.read(stack.kafka(), Topics.deadLetters(topic)).stream()
                  .filter(record -> java.util.Arrays.equals(record.value(), poison))
                  .findFirst();
          assertThat(letter).as("letter with the original bytes").isPresent();
          assertThat(letter.get().headers().lastHeader("reason").value()).isNotEmpty();
          assertThat(letter.get().headers().lastHeader("source_topic").value())
              .asString(StandardCharsets.UTF_8)
              .isEqualTo(topic);
          assertThat(letter.get().headers().lastHeader("source_offset").value()).isNotEmpty();
        });
  }

  private void poisonAmongTrades(RunningStack stack, Messages messages) throws IOException {
    String pair = "BAD-" + run.toUpperCase(java.util.Locale.ROOT);
    String trade =
        "{\"pair\":\""
            + pair
            + "\",\"timestamp\":1733234567890,\"price\":100,\"size\":100,\"trade_direction\":1}";
    List<String> poisons =
        List.of(
            "{\"broken\": " + pair,
            "[\"" + pair + "\"]",
            trade.replace("\"pair\":\"" + pair + "\",", "\"other\":\"" + pair + "\","),
            trade.replace("\"size\":100", "\"size\":-1"),
            trade.replace("\"price\":100", "\"price\":NaN"),
            trade.replace("\"price\":100", "\"price\":1e999"),
            trade.replace("\"size\":100", "\"size\":1,\"size\":100"));
    for (int i = 0; i < 100; i++) {
      if (i % 10 == 5 && i / 10 < poisons.size()) {
        messages.send(Topics.PROCESSED_TRADES, pair, poisons.get(i / 10));
      }
      messages.send(Topics.PROCESSED_TRADES, pair, trade);
    }
    messages.flush();
    for (String poison : poisons) {
      awaitLetter(stack, Topics.PROCESSED_TRADES, poison.getBytes(StandardCharsets.UTF_8));
    }
    Http vpin = stack.http("vpin");
    Awaitility.await("the good trades of " + pair)
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> {
          JsonObject standing = vpin.get("/v1/vpin/" + pair).expect(200).json();
          assertThat(standing.text("trades")).isEqualTo("100");
          assertThat(standing.text("closed_buckets")).isEqualTo("100");
        });
  }
}
