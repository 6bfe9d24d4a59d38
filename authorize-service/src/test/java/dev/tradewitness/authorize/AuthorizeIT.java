package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.kit.threads.ThreadWatch;
import dev.tradewitness.testservers.Database;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.kafka.event.ConsumerPausedEvent;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuthorizeIT {

  private static final Duration ENDING = Duration.ofMinutes(2);

  private static Database database;
  private static RunningService service;

  @BeforeAll
  static void start() {
    database = RunningService.freshDatabase();
    service = RunningService.start(database);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void theSourceDocumentsRequestGetsTheSourceDocumentsAnswer() {
    Reply reply = service.authorize("acme", "ord-1", "AAPL", "BUY", "100", "185.50");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("status")).isEqualTo("AUTHORIZED");
    assertThat(reply.body().members().keySet())
        .containsExactly(
            "trace_id",
            "status",
            "decision_token",
            "timing_ms",
            "reasons",
            "policy",
            "controls",
            "replayed",
            "warnings");
    assertThat(Objects.requireNonNull(reply.body().object("timing_ms")).members().keySet())
        .containsExactly("parse", "policy", "state", "sign", "queue", "commit", "total");
    assertThat(Objects.requireNonNull(reply.body().object("decision_token")).members().keySet())
        .containsExactly(
            "v",
            "kid",
            "alg",
            "jti",
            "trace_id",
            "status",
            "client_id",
            "client_order_id",
            "order_hash",
            "qty",
            "price",
            "policy_version",
            "iat",
            "exp",
            "seq",
            "signature");
    assertThat(reply.text("decision_token", "price")).isEqualTo("185.5");
    assertThat(reply.text("policy", "version")).isEqualTo("default-1");
    assertThat(reply.raw().headers().firstValue("X-Decision-Latency-Ms"))
        .hasValueSatisfying(text -> assertThat(text).matches("\\d+\\.\\d{3}"));
  }

  @Test
  void aRepetitionGetsTheFirstAnswerAndAnotherOrderUnderTheSameIdIsRefused() {
    Reply first = service.authorize("rep", "same", "AAPL", "BUY", "1", "10");
    Reply again = service.authorize("rep", "same", "AAPL", "BUY", "1.0", "1e1");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().get("replayed")).hasToString("JsonBoolean[value=true]");
    assertThat(again.body().object("decision_token"))
        .isEqualTo(first.body().object("decision_token"));
    assertThat(again.text("trace_id")).isEqualTo(first.text("trace_id"));
    assertThat(service.get("/v1/exposures/rep").text("gross")).isEqualTo("10");

    Reply reused = service.authorize("rep", "same", "AAPL", "BUY", "2", "10");
    assertThat(reused.status()).isEqualTo(409);
    assertThat(reused.text("code")).isEqualTo("ID_REUSED");
    assertThat(service.authorize("rep-2", "same", "AAPL", "BUY", "2", "10").status())
        .as("ids are the account's own")
        .isEqualTo(200);
  }

  @Test
  void aBlockedOrderNamesEveryControlAndRuleItFailsAndIsSignedAsBlocked() {
    Reply reply = service.authorize("blk", "b-1", "GME", "BUY", "5000", "250");
    assertThat(reply.text("status")).isEqualTo("BLOCKED");
    assertThat(codes(reply))
        .containsExactly(
            "MAX_ORDER_VALUE",
            "EXPOSURE_LIMIT_ACCOUNT",
            "EXPOSURE_LIMIT_ACCOUNT",
            "QTY_LIMIT_EXCEEDED",
            "SYMBOL_RESTRICTION");
    JsonObject value = (JsonObject) reasons(reply).get(0);
    assertThat(value)
        .hasToString(
            """
            {"code":"MAX_ORDER_VALUE","rule_id":"max_order_value","scope":"ACCOUNT",\
            "subject":"blk","figure":"1250000","limit":"100000","unit":"notional",\
            "message":"max_order_value 1250000 is above the limit 100000"}\
            """);
    Reply verified =
        service.post(
            "/v1/tokens/verify",
            Objects.requireNonNull(reply.body().object("decision_token")).toString());
    assertThat(verified.body().get("valid")).hasToString("JsonBoolean[value=false]");
    assertThat(verified.body().toString())
        .contains("\"name\":\"signature\",\"outcome\":\"PASS\"")
        .contains("\"name\":\"status\",\"outcome\":\"FAIL\"");
    assertThat(service.get("/v1/exposures/blk").text("gross")).isEqualTo("0");
  }

  @Test
  void aTokenIsGoodForItsOrderAndNoOther() {
    Reply reply = service.authorize("tok", "t-1", "AAPL", "BUY", "1", "10");
    String token = Objects.requireNonNull(reply.body().object("decision_token")).toString();
    String order =
        "{\"client_order_id\":\"t-1\",\"symbol\":\"AAPL\",\"side\":\"BUY\",\"qty\":%s,\"price\":10}";
    String body = "{\"token\":%s,\"order\":%s}";
    assertThat(
            service
                .post("/v1/tokens/verify", body.formatted(token, order.formatted("1.00")))
                .body()
                .get("valid"))
        .hasToString("JsonBoolean[value=true]");
    assertThat(
            service
                .post("/v1/tokens/verify", body.formatted(token, order.formatted("2")))
                .body()
                .get("valid"))
        .hasToString("JsonBoolean[value=false]");
  }

  @Test
  void theTokenComesAsAJwsWhenThatIsAskedFor() {
    String order = RunningService.order("jws", "j-1", "AAPL", "BUY", "1", "10");
    String jws = service.post("/v1/authorize?token=jws", order).text("decision_token");
    Reply verified = service.post("/v1/tokens/verify", "{\"token\":\"%s\"}".formatted(jws));
    assertThat(verified.body().get("valid")).hasToString("JsonBoolean[value=true]");
    Reply again = service.post("/v1/authorize?token=jws&dry_run=false", order);
    assertThat(again.text("decision_token")).isEqualTo(jws);
    assertThat(service.post("/v1/authorize", order).text("decision_token", "jti"))
        .as("one token in two forms")
        .isEqualTo(verified.text("jti"));
    String large = RunningService.order("jws", "j-2", "AAPL", "BUY", "5000", "10");
    String blocked = service.post("/v1/authorize?token=jws", large).text("decision_token");
    assertThat(service.post("/v1/tokens/verify", "{\"token\":\"%s\"}".formatted(blocked)).body())
        .asString()
        .contains("\"valid\":false", "the order was not authorized");
  }

  @Test
  void aJwsThatIsWithheldIsNull() {
    String order = RunningService.order("jwsc", "j-1", "AAPL", "BUY", "1", "10");
    assertThat(service.post("/v1/authorize", order).status()).isEqualTo(200);
    String cancel = "{\"type\":\"CANCEL\",\"client_id\":\"jwsc\"}";
    assertThat(service.post("/v1/orders/j-1/events", cancel).status()).isEqualTo(200);
    Reply again = service.post("/v1/authorize?token=jws", order);
    assertThat(again.body().get("decision_token")).hasToString("JsonNull[]");
    assertThat(again.body().toString()).contains("TOKEN_WITHHELD_ORDER_CLOSED");
  }

  @Test
  void aDryRunReservesNothingAndCarriesNoToken() {
    String order = RunningService.order("dry", "d-1", "AAPL", "BUY", "100", "10");
    Reply reply = service.post("/v1/authorize?dry_run=true", order);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("status")).isEqualTo("AUTHORIZED");
    assertThat(reply.body().get("decision_token")).hasToString("JsonNull[]");
    assertThat(service.get("/v1/exposures/dry").text("gross")).isEqualTo("0");
    assertThat(service.get("/v1/orders/d-1?client_id=dry").status()).isEqualTo(404);
  }

  @Test
  void theClientComesFromHeaderThenContextAndIsRequired() {
    String order = RunningService.order("ctx", "c-1", "AAPL", "BUY", "1", "10");
    assertThat(
            service
                .post("/v1/authorize", order, "x-client-id", "hdr")
                .text("decision_token", "client_id"))
        .isEqualTo("hdr");
    assertThat(service.post("/v1/authorize", order).text("decision_token", "client_id"))
        .isEqualTo("ctx");
    Reply bare =
        service.post(
            "/v1/authorize",
            """
            {"clientOrderId":"c-2","symbol":"AAPL","side":"BUY","qty":"1","price":"10"}\
            """);
    assertThat(bare.status()).isEqualTo(400);
    assertThat(bare.body().toString()).contains("/context/client_id", "MISSING");
    assertThat(service.post("/v1/authorize", order, "x-client-id", "x".repeat(65)).status())
        .isEqualTo(400);
  }

  @Test
  void theTraceComesFromHeaderThenContextThenTraceparent() {
    UUID trace = UUID.randomUUID();
    assertThat(
            service
                .post(
                    "/v1/authorize",
                    RunningService.order("tr", "t-1", "AAPL", "BUY", "1", "10"),
                    "x-trace-id",
                    trace.toString())
                .text("trace_id"))
        .isEqualTo(trace.toString());
    assertThat(
            service
                .post(
                    "/v1/authorize",
                    RunningService.order("tr", "t-2", "AAPL", "BUY", "1", "10"),
                    "traceparent",
                    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .text("trace_id"))
        .isEqualTo("4bf92f35-77b3-4da6-a3ce-929d0e0e4736");
    Reply own =
        service.post(
            "/v1/authorize",
            RunningService.order("tr", "t-3", "AAPL", "BUY", "1", "10"),
            "x-trace-id",
            "not a uuid");
    assertThat(UUID.fromString(own.text("trace_id")).version()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 400 | EMPTY | ``",
        "{\"order\": | 400 | NOT_JSON | ``",
        "[1] | 400 | NOT_JSON | ``",
        "{\"order\":5} | 400 | WRONG_TYPE | /order",
        "{} | 400 | MISSING | /client_order_id",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\"}} | 400 | MISSING | /order/qty",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":NaN}} | 400 | NOT_JSON | ``",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":1,\"qty\":2}} | 400 | DUPLICATE_MEMBER | /order/qty",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":-5,\"price\":1}} | 400 | NOT_POSITIVE | /order/qty",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"\",\"side\":\"BUY\",\"qty\":5,\"price\":1}} | 400 | EMPTY | /order/symbol",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"HOLD\",\"qty\":5,\"price\":1}} | 400 | UNKNOWN_VALUE | /order/side",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":\"five\",\"price\":1}} | 400 | NOT_A_NUMBER | /order/qty",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":1e400,\"price\":1}} | 400 | NUMBER_RANGE | /order/qty",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":5,\"price\":1}} trailing | 400 | TRAILING_TEXT | ``",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":5,\"price\":1,\"type\":\"MARKET\"}} | 400 | PRICE_NOT_ALLOWED | /order/price",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":5,\"price\":1,\"time_in_force\":\"GTX\"}} | 400 | UNKNOWN_VALUE | /order/time_in_force",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":5,\"price\":1,\"timeInForce\":\"GTC\"}} | 400 | UNKNOWN_MEMBER | /order/timeInForce",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":5,\"price\":1,\"time_in_force\":\"GTD\"}} | 400 | MISSING | /order/expire_time",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":5,\"price\":1,\"time_in_force\":\"GTC\",\"expire_time\":\"2099-01-01T00:00:00Z\"}} | 400 | EXPIRE_TIME_NOT_ALLOWED | /order/expire_time",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":5,\"price\":1,\"expire_time\":\"2099-01-01T00:00:00Z\"}} | 400 | EXPIRE_TIME_NOT_ALLOWED | /order/expire_time",
        "{\"order\":{\"client_order_id\":\"x\",\"symbol\":\"A\",\"side\":\"BUY\",\"qty\":5,\"price\":1,\"time_in_force\":\"GTD\",\"expire_time\":\"tomorrow\"}} | 400 | NOT_A_TIME | /order/expire_time",
      })
  void badInputGetsItsAnswerChangesNothingAndIsCounted(
      String body, int status, String code, String pointer) throws Exception {
    long rows = rows();
    double counted = service.metric("authorize_violations_total{code=\"" + code + "\"}");
    Reply reply = service.post("/v1/authorize", body);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.raw().headers().firstValue("content-type"))
        .hasValue("application/problem+json");
    assertThat(reply.text("code")).isEqualTo("INVALID_ORDER_SCHEMA");
    JsonArray violations = Objects.requireNonNull(reply.body().array("violations"));
    assertThat(violations.elements())
        .anySatisfy(violation -> {
          assertThat(((JsonObject) violation).string("code")).isEqualTo(code);
          assertThat(((JsonObject) violation).string("pointer")).isEqualTo(pointer);
        });
    assertThat(service.metric("authorize_violations_total{code=\"" + code + "\"}"))
        .isGreaterThan(counted);
    assertThat(rows()).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource({"DAY, 86400", "GTC, ", "IOC, 86400", "FOK, 86400"})
  void aTimeInForceDecidesHowLongAnOrderIsReserved(String word, @Nullable Long seconds) {
    String id = "tif-" + word;
    String body = inForce(id, "\"time_in_force\":\"" + word + "\"");
    long before = System.currentTimeMillis() / 1000;
    assertThat(service.post("/v1/authorize", body).text("status")).isEqualTo("AUTHORIZED");
    assertThat(service.post("/v1/authorize", body).body().toString()).contains("\"replayed\":true");
    Reply without = service.authorize("tif", id, "AAPL", "BUY", "1", "10");
    assertThat(without.text("code")).isEqualTo("ID_REUSED");
    Reply order = service.get("/v1/orders/" + id + "?client_id=tif");
    assertThat(order.text("order", "time_in_force")).isEqualTo(word);
    String deadline = deadline(order);
    if (seconds == null) {
      assertThat(deadline).isNull();
    } else {
      assertThat(Instant.parse(Objects.requireNonNull(deadline)).getEpochSecond() - before)
          .isBetween(seconds - 5, seconds + 60);
    }
    assertThat(published(id)).contains("\"time_in_force\":\"" + word + "\",\"type\":\"LIMIT\"}");
  }

  @Test
  void aGtdOrderIsReservedUntilAnHourAfterItsExpireTime() {
    Instant expires = Instant.ofEpochSecond(System.currentTimeMillis() / 1000 + 7 * 86_400);
    String gtd = "\"time_in_force\":\"GTD\",\"expire_time\":\"" + expires + "\"";
    Reply reply = service.post("/v1/authorize", inForce("tif-gtd", gtd));
    assertThat(reply.text("status")).isEqualTo("AUTHORIZED");
    Reply order = service.get("/v1/orders/tif-gtd?client_id=tif");
    assertThat(order.text("order", "time_in_force")).isEqualTo("GTD");
    assertThat(Instant.parse(order.text("expire_time"))).isEqualTo(expires);
    assertThat(deadline(order)).isEqualTo(Rfc3339.text(expires.plusSeconds(3600)));
    assertThat(published("tif-gtd")).contains("\"expire_time\":\"" + Rfc3339.text(expires) + "\"");
    for (String time : List.of("2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z")) {
      String untimely = inForce("tif-" + time.charAt(1), gtd.replace(expires.toString(), time));
      Reply blocked = service.post("/v1/authorize", untimely);
      assertThat(codes(blocked))
          .containsExactly(time.startsWith("2001") ? "EXPIRE_TIME_PASSED" : "EXPIRE_TIME_TOO_FAR");
    }
  }

  private static String inForce(String id, String members) {
    return RunningService.order("tif", id, "AAPL", "BUY", "1", "10")
        .replace("\"qty\"", members + ",\"qty\"");
  }

  private static @Nullable String deadline(Reply order) {
    JsonObject reserved =
        Objects.requireNonNull(order.body().object("order")).object("reservation");
    return Objects.requireNonNull(reserved).string("deadline");
  }

  /// The decision about the order as it stands on the topic.
  private static String published(String id) {
    return wholeTopic().stream()
        .map(message -> new String(message.value(), StandardCharsets.UTF_8))
        .filter(text -> text.contains("\"client_order_id\":\"" + id + "\""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aBodyOfAMegabyteIsRefusedAsTooLarge() throws Exception {
    long rows = rows();
    Reply reply = service.post("/v1/authorize", " ".repeat(1 << 20));
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.text("code")).isEqualTo("BODY_TOO_LARGE");
    assertThat(rows()).isEqualTo(rows);
    String exact = RunningService.order("big", "b", "AAPL", "BUY", "1", "1");
    assertThat(
            service.post("/v1/authorize", exact + " ".repeat(64 * 1024 - exact.length())).status())
        .isEqualTo(200);
  }

  @Test
  void aNumberThatNoDoubleHoldsIsJudgedExactly() {
    Reply reply = service.authorize("num", "n", "AAPL", "BUY", "9007199254740993", "1");
    assertThat(reply.text("status")).isEqualTo("BLOCKED");
    assertThat(((JsonObject) reasons(reply).get(0)).string("figure")).isEqualTo("9007199254740993");
    assertThat(reply.text("decision_token", "qty")).isEqualTo("9007199254740993");
  }

  @Test
  void aMarketOrderWithoutReferencePriceIsBlocked() {
    Reply reply =
        service.post(
            "/v1/authorize",
            """
            {"order":{"client_order_id":"m","symbol":"AAPL","side":"BUY","qty":5,"type":"MARKET"},
             "context":{"client_id":"market"}}\
            """);
    assertThat(reply.text("status")).isEqualTo("BLOCKED");
    assertThat(codes(reply)).containsExactly("NO_REFERENCE_PRICE");
  }

  @Test
  void aSellThatIsValuedAtItsLimitForWantOfAReferencePriceSaysSoWhereverItsDecisionIsRead() {
    String order = RunningService.order("cheap", "low", "TSLA", "SELL", "1000", "1.00");
    Reply dryRun = service.post("/v1/authorize?dry_run=true", order);
    assertThat(warnings(dryRun)).containsExactly("SELL_VALUED_AT_LIMIT");

    Reply reply = service.post("/v1/authorize", order);
    assertThat(reply.text("status")).isEqualTo("AUTHORIZED");
    assertThat(warnings(reply)).containsExactly("SELL_VALUED_AT_LIMIT");
    assertThat(Objects.requireNonNull(reply.body().array("warnings")).toString())
        .contains("\"rule_id\":\"reference_price\"", "\"subject\":\"TSLA\"");
    assertThat(service.get("/v1/exposures/cheap").text("gross")).isEqualTo("1000");

    Reply again = service.post("/v1/authorize", order);
    assertThat(again.body().get("replayed")).hasToString("JsonBoolean[value=true]");
    assertThat(again.body().array("warnings")).isEqualTo(reply.body().array("warnings"));
    assertThat(wholeTopic())
        .filteredOn(message -> new String(message.key(), StandardCharsets.UTF_8).equals("cheap"))
        .singleElement()
        .satisfies(message ->
            assertThat(Json.parseObject(message.value(), JsonLimits.EVENT).array("warnings"))
                .isEqualTo(reply.body().array("warnings")));

    assertThat(warnings(service.authorize("cheap", "buy", "TSLA", "BUY", "1", "1.00"))).isEmpty();
  }

  @Test
  void fillsMoveExposureAndAnEndReleasesTheRestOnce() {
    service.authorize("life", "l-1", "AAPL", "BUY", "10", "100");
    String fill =
        "{\"type\":\"FILL\",\"qty\":4,\"price\":\"99.5\",\"exec_id\":\"e-1\",\"client_id\":\"life\"}";
    Reply filled = service.post("/v1/orders/l-1/events", fill);
    assertThat(filled.status()).isEqualTo(200);
    assertThat(filled.text("order", "status")).isEqualTo("PARTIALLY_FILLED");
    assertThat(filled.text("order", "remaining")).isEqualTo("6");
    assertThat(service.get("/v1/exposures/life").text("gross")).isEqualTo("998");

    Reply again = service.post("/v1/orders/l-1/events", fill);
    assertThat(again.body().get("duplicate")).hasToString("JsonBoolean[value=true]");
    String cancel = "{\"type\":\"CANCEL\",\"client_id\":\"life\"}";
    assertThat(service.post("/v1/orders/l-1/events", cancel).text("order", "status"))
        .isEqualTo("CANCELLED");
    assertThat(service.post("/v1/orders/l-1/events", cancel).body().get("duplicate"))
        .hasToString("JsonBoolean[value=true]");
    assertThat(service.get("/v1/exposures/life").text("gross")).isEqualTo("398");

    Reply late =
        service.post(
            "/v1/orders/l-1/events", fill.replace("e-1", "e-2").replace("\"qty\":4", "\"qty\":7"));
    assertThat(late.body().toString()).contains("LATE_FILL").contains("OVERFILL");
    Reply order = service.get("/v1/orders/l-1?client_id=life");
    assertThat(order.text("order", "filled_qty")).isEqualTo("11");
    assertThat(order.text("order", "status")).isEqualTo("CANCELLED");
    assertThat(Objects.requireNonNull(order.body().array("events")).size()).isEqualTo(3);
    Reply exposure = service.get("/v1/exposures/life");
    assertThat(exposure.text("gross")).isEqualTo("1094.5");
    assertThat(exposure.body().toString())
        .contains("{\"symbol\":\"AAPL\",\"qty\":\"11\",\"value\":\"1094.5\"");
    assertThat(service.get("/v1/exposures?limit=1000").body().toString()).contains("\"life\"");
  }

  @Test
  void aTradeIsCancelledAndCorrectedByItsExecIdOnce() {
    service.authorize("bust", "b-1", "AAPL", "BUY", "10", "100");
    String event = "{\"client_id\":\"bust\",\"type\":\"%s\",\"exec_id\":\"%s\"%s}";
    service.post(
        "/v1/orders/b-1/events", event.formatted("FILL", "e-1", ",\"qty\":4,\"price\":99"));
    service.post(
        "/v1/orders/b-1/events", event.formatted("FILL", "e-2", ",\"qty\":1,\"price\":9900"));
    String correct =
        event.formatted("TRADE_CORRECT", "e-3", ",\"exec_ref_id\":\"e-2\",\"qty\":2,\"price\":99");
    Reply corrected = service.post("/v1/orders/b-1/events", correct);
    assertThat(corrected.status()).as(corrected.body().toString()).isEqualTo(200);
    assertThat(corrected.text("order", "filled_qty")).isEqualTo("6");
    assertThat(corrected.text("order", "filled_value")).isEqualTo("594");
    assertThat(service.get("/v1/exposures/bust").text("gross")).isEqualTo("994");
    assertThat(service.post("/v1/orders/b-1/events", correct).body().get("duplicate"))
        .hasToString("JsonBoolean[value=true]");

    String cancel = event.formatted("TRADE_CANCEL", "e-4", ",\"exec_ref_id\":\"%s\"");
    Reply cancelled = service.post("/v1/orders/b-1/events", cancel.formatted("e-1"));
    assertThat(cancelled.text("order", "remaining")).isEqualTo("8");
    assertThat(service.get("/v1/exposures/bust").text("gross")).isEqualTo("998");
    assertThat(service.post("/v1/orders/b-1/events", cancel.formatted("e-1")).status())
        .as("repeated")
        .isEqualTo(200);
    Reply twice =
        service.post("/v1/orders/b-1/events", cancel.replace("e-4", "e-5").formatted("e-2"));
    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.text("code")).isEqualTo("EXECUTION_CANCELLED");
    Reply unknown =
        service.post("/v1/orders/b-1/events", cancel.replace("e-4", "e-6").formatted("never"));
    assertThat(unknown.status()).isEqualTo(409);
    assertThat(unknown.text("code")).isEqualTo("UNKNOWN_EXECUTION");

    // Closed long ago, so the journal has it and memory may not.
    service.post("/v1/orders/b-1/events", "{\"client_id\":\"bust\",\"type\":\"CANCEL\"}");
    Reply late =
        service.post("/v1/orders/b-1/events", cancel.replace("e-4", "e-7").formatted("e-3"));
    assertThat(late.text("order", "status")).isEqualTo("CANCELLED");
    assertThat(service.get("/v1/exposures/bust").text("gross")).isEqualTo("0");
    assertThat(service.get("/v1/orders/b-1?client_id=bust").body().toString())
        .contains("TRADE_CORRECT", "TRADE_CANCEL", "exec_ref_id");
  }

  @Test
  void anExecutionAtPriceZeroIsRecordedWithAWarning() {
    service.authorize("zero", "z-1", "AAPL", "BUY", "10", "100");
    Reply filled =
        service.post(
            "/v1/orders/z-1/events",
            "{\"type\":\"FILL\",\"qty\":4,\"price\":0,\"exec_id\":\"e-1\",\"client_id\":\"zero\"}");
    assertThat(filled.status()).as(filled.body().toString()).isEqualTo(200);
    assertThat(warnings(filled)).containsExactly("ZERO_PRICE");
    assertThat(filled.text("order", "filled_qty")).isEqualTo("4");
    assertThat(filled.text("order", "filled_value")).isEqualTo("0");
    Reply exposure = service.get("/v1/exposures/zero");
    assertThat(exposure.text("gross")).isEqualTo("600");
    assertThat(exposure.body().toString())
        .contains("{\"symbol\":\"AAPL\",\"qty\":\"4\",\"value\":\"0\"");
  }

  @Test
  void thePagesOfAccountsHoldEachAccountOnce() {
    for (int i = 0; i < 30; i++) {
      service.authorize("page-" + i, "p", "AAPL", "BUY", "1", "1");
    }
    List<String> met = new ArrayList<>();
    String path = "/v1/exposures?limit=7";
    while (path != null) {
      JsonObject page = service.get(path).body();
      for (JsonValue account : Objects.requireNonNull(page.array("exposures")).elements()) {
        met.add(((JsonObject) account).string("client_id"));
      }
      String next = page.string("next");
      path = next == null ? null : "/v1/exposures?limit=7&cursor=" + next;
    }
    assertThat(met).doesNotHaveDuplicates();
    assertThat(met.stream().filter(client -> client.startsWith("page-"))).hasSize(30);
    assertThat(service.get("/v1/exposures?cursor=page-1").status()).isEqualTo(400);
    Reply expired = service.get("/v1/exposures?cursor=0-0-0");
    assertThat(expired.status()).isEqualTo(410);
    assertThat(expired.text("code")).isEqualTo("CURSOR_EXPIRED");
  }

  @Test
  void eventsOfUnknownOrdersAndBadEventsChangeNothing() throws Exception {
    long rows = rows();
    assertThat(service.post("/v1/orders/nobody/events", "{\"type\":\"CANCEL\"}").status())
        .isEqualTo(404);
    Reply bad = service.post("/v1/orders/nobody/events", "{\"type\":\"FILL\",\"qty\":-1}");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.body().toString())
        .contains("/qty", "NOT_POSITIVE", "/price", "/exec_id", "MISSING");
    assertThat(service.post("/v1/orders/nobody/events", "{\"type\":\"STOLEN\"}").status())
        .isEqualTo(400);
    assertThat(rows()).isEqualTo(rows);
  }

  @Test
  void executionsFromKafkaMoveExposure() throws Exception {
    service.authorize("kaf", "k-1", "AAPL", "BUY", "10", "100");
    var executions = new KafkaTopic(Topics.EXECUTIONS);
    String fill =
        "{\"order_id\":\"k-1\",\"symbol\":\"AAPL\",\"side\":\"BUY\",\"price\":\"101\",\"quantity\":10}";
    executions.send("k-1", fill);
    await()
        .atMost(java.time.Duration.ofMinutes(1))
        .untilAsserted(
            () -> assertThat(service.get("/v1/exposures/kaf").text("gross")).isEqualTo("1010"));
    assertThat(service.get("/v1/orders/k-1").text("order", "status")).isEqualTo("FILLED");

    service.authorize("kaf", "twice", "AAPL", "BUY", "1", "1");
    service.authorize("kaf-2", "twice", "AAPL", "BUY", "1", "1");
    service.authorize("kaf-zero", "k-0", "AAPL", "BUY", "1", "1");
    double zeroPrices = zeroPrices();
    executions.send("z", "{\"order_id\":\"k-0\",\"price\":0,\"quantity\":1}");
    await()
        .atMost(java.time.Duration.ofMinutes(1))
        .untilAsserted(() ->
            assertThat(service.get("/v1/orders/k-0").text("order", "status")).isEqualTo("FILLED"));
    assertThat(zeroPrices()).isEqualTo(zeroPrices + 1);
    executions.send("a", "{\"order_id\":\"twice\",\"price\":1,\"quantity\":1}");
    executions.send("b", "{\"order_id\":\"never-seen\",\"price\":1,\"quantity\":1}");
    executions.send("c", "{\"order_id\":\"k-1\",\"price\":1}");
    executions.send("d", "no json");
    executions.send(
        "e", "{\"order_id\":\"twice\",\"client_id\":\"kaf-2\",\"price\":1,\"quantity\":1}");
    List<String> reasons =
        new KafkaTopic(Topics.deadLetters(Topics.EXECUTIONS))
            .readUntil(letters -> letters.size() >= 4).stream()
                .map(letter ->
                    new String(
                        letter.headers().lastHeader("reason").value(), StandardCharsets.UTF_8))
                .toList();
    assertThat(reasons)
        .containsExactlyInAnyOrder(
            "AMBIGUOUS_ORDER", "UNKNOWN_ORDER", "INVALID_EXECUTION", "NOT_JSON");
    await()
        .atMost(java.time.Duration.ofMinutes(1))
        .untilAsserted(() ->
            assertThat(service.get("/v1/orders/twice?client_id=kaf-2").text("order", "status"))
                .isEqualTo("FILLED"));
    assertThat(service.get("/v1/orders/twice?client_id=kaf").text("order", "status"))
        .isEqualTo("RESERVED");
  }

  @Test
  void everyDecisionIsPublishedOnceInOrderWithoutGaps() throws Exception {
    List<String> tokens =
        IntStream.range(0, 50)
            .mapToObj(i -> service.authorize("pub", "p-" + i, "AAPL", "BUY", "1", "1"))
            .map(reply -> reply.text("decision_token", "jti"))
            .toList();
    var mine =
        wholeTopic().stream()
            .filter(r -> new String(r.key(), StandardCharsets.UTF_8).equals("pub"))
            .toList();
    assertThat(mine).hasSize(50);
    assertThat(mine.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
    for (int i = 0; i < 50; i++) {
      JsonObject value = Json.parseObject(mine.get(i).value(), JsonLimits.EVENT);
      assertThat(
              TraceParent.traceIdOf(
                  new String(
                      mine.get(i).headers().lastHeader("traceparent").value(),
                      StandardCharsets.US_ASCII)))
          .hasToString(value.string("trace_id"));
      assertThat(value.members().keySet())
          .containsExactly(
              "decision_id",
              "lane",
              "sequence",
              "status",
              "trace_id",
              "client_id",
              "client_order_id",
              "order",
              "order_hash",
              "reasons",
              "policy",
              "controls",
              "token_id",
              "decision_token",
              "decided_at",
              "warnings",
              "reserved");
      assertThat(value.object("decision_token").has("signature"))
          .as("a token on the topic authorizes nobody")
          .isFalse();
      assertThat(value.string("token_id")).isEqualTo(tokens.get(i));
      assertThat(EventHeaders.toLong(mine.get(i).headers().lastHeader("sequence").value()))
          .isEqualTo(Long.parseLong(Objects.requireNonNull(value.text("sequence"))));
    }
    requireNoGaps();
  }

  /// Everything on the topic, read to its end once every decision is there.
  private static List<ConsumerRecord<byte[], byte[]>> wholeTopic() {
    await()
        .atMost(java.time.Duration.ofMinutes(1))
        .until(() -> service.metric("authorize_relay_behind") == 0);
    return new KafkaTopic(Topics.AUTHORIZE_DECISIONS).readAll();
  }

  /// Asked of the topic: in each partition each lane's numbers follow one another.
  private static void requireNoGaps() throws Exception {
    for (int i = 0; i < 40; i++) {
      service.authorize("gap-" + i, "one", "AAPL", "BUY", "1", "1");
    }
    var next = new HashMap<Long, Long>();
    var partitions = new HashMap<Long, Integer>();
    for (ConsumerRecord<byte[], byte[]> message : wholeTopic()) {
      JsonObject value = Json.parseObject(message.value(), JsonLimits.EVENT);
      long lane = Long.parseLong(Objects.requireNonNull(value.text("lane")));
      long sequence = Long.parseLong(Objects.requireNonNull(value.text("sequence")));
      assertThat(sequence).as("lane %d", lane).isEqualTo(next.getOrDefault(lane, 0L));
      next.put(lane, sequence + 1);
      partitions.putIfAbsent(lane, message.partition());
      assertThat(message.partition()).as("lane %d", lane).isEqualTo(partitions.get(lane));
    }
    assertThat(next).hasSizeGreaterThan(10);
  }

  @Test
  void aHaltStopsOrdersAndLeavesFillsAlone() {
    service.authorize("halt", "h-1", "AAPL", "BUY", "10", "1");
    assertThat(
            service
                .put(
                    "/v1/trading-state/account/halt",
                    "{\"state\":\"HALTED\",\"reason\":\"drill\",\"actor\":\"ops\"}")
                .status())
        .isEqualTo(200);
    Reply blocked = service.authorize("halt", "h-2", "AAPL", "BUY", "1", "1");
    assertThat(codes(blocked)).containsExactly("KILL_SWITCH");
    assertThat(
            service
                .post(
                    "/v1/orders/h-1/events",
                    "{\"type\":\"FILL\",\"qty\":10,\"price\":1,\"exec_id\":\"x\",\"client_id\":\"halt\"}")
                .status())
        .isEqualTo(200);
    service.setState("/v1/trading-state/account/halt", "REDUCE_ONLY");
    assertThat(codes(service.authorize("halt", "h-3", "AAPL", "BUY", "1", "1")))
        .containsExactly("REDUCE_ONLY");
    assertThat(service.authorize("halt", "h-4", "AAPL", "SELL", "10", "1").text("status"))
        .isEqualTo("AUTHORIZED");
    assertThat(codes(service.authorize("halt", "h-5", "AAPL", "SELL", "1", "1")))
        .containsExactly("REDUCE_ONLY");
    assertThat(service.get("/v1/trading-state/account/halt").text("actor")).isEqualTo("ops");
    assertThat(service.put("/v1/trading-state/account/halt", "{\"state\":\"ACTIVE\"}").status())
        .isEqualTo(400);
  }

  @Test
  void aThousandOrdersAtOnceAreDecidedOneByOne() throws Exception {
    var ready = new CountDownLatch(1000);
    var go = new CountDownLatch(1);
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1000; i++) {
        String client = "burst-" + i % 10;
        String id = "b-" + i;
        answers.add(
            threads.submit(() -> {
              ready.countDown();
              go.await();
              return decided(client, id, "AAPL", "100", "100.01").text("status");
            }));
      }
      ready.await();
      go.countDown();
    }
    int authorized = 0;
    for (Future<String> answer : answers) {
      authorized += answer.get().equals("AUTHORIZED") ? 1 : 0;
    }
    // 49 orders of 10,001 stay within the net limit of 500,000, and 50 do not.
    assertThat(authorized).isEqualTo(490);
    for (int account = 0; account < 10; account++) {
      Reply exposure = service.get("/v1/exposures/burst-" + account);
      assertThat(exposure.text("gross")).isEqualTo("490049");
      assertThat(exposure.text("net_long")).isEqualTo("490049");
      assertThat(exposure.text("open_orders")).isEqualTo("49");
    }
  }

  /// Asks again when there was no room or no time, as a client does.
  private static Reply decided(String client, String id, String symbol, String qty, String price)
      throws InterruptedException {
    Reply reply = service.authorize(client, id, symbol, "BUY", qty, price);
    for (int i = 0; i < 50 && reply.status() == 503; i++) {
      Thread.sleep(100);
      reply = service.authorize(client, id, symbol, "BUY", qty, price);
    }
    assertThat(reply.status()).isEqualTo(200);
    return reply;
  }

  @ParameterizedTest
  @CsvSource({"firm,all,FIRM", "symbol,scoped,SYMBOL", "account,scope,ACCOUNT"})
  void aHaltHoldsForItsScopeAlone(String scope, String subject, String named) {
    String path = "/v1/trading-state/" + scope + "/" + subject;
    assertThat(service.setState(path, "HALTED").status()).isEqualTo(200);
    try {
      Reply blocked = service.authorize("scope", scope, "SCOPED", "BUY", "1", "1");
      assertThat(codes(blocked)).containsExactly("KILL_SWITCH");
      assertThat(((JsonObject) reasons(blocked).get(0)).string("scope")).isEqualTo(named);
      assertThat(service.authorize("scope-2", scope, "OTHER", "BUY", "1", "1").text("status"))
          .isEqualTo(scope.equals("firm") ? "BLOCKED" : "AUTHORIZED");
    } finally {
      service.setState(path, "ACTIVE");
    }
    assertThat(service.authorize("scope", scope + "-2", "SCOPED", "BUY", "1", "1").text("status"))
        .isEqualTo("AUTHORIZED");
  }

  @Test
  void readsThatWaitForTheDatabaseDoNotHoldUpAHalt() throws Exception {
    try (Connection blocker = database.connect();
        Statement statement = blocker.createStatement();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      blocker.setAutoCommit(false);
      statement.execute("lock table risk_limit in access exclusive mode");
      var waiting = new ArrayList<Future<Reply>>();
      for (int i = 0; i < 20; i++) {
        waiting.add(threads.submit(() -> service.get("/v1/limits")));
      }
      await()
          .atMost(java.time.Duration.ofMinutes(1))
          .until(() -> waiting.stream().filter(Future::isDone).count() >= 10);
      assertThat(
              service
                  .put(
                      "/v1/trading-state/account/waits",
                      "{\"state\":\"HALTED\",\"reason\":\"drill\",\"actor\":\"ops\"}")
                  .status())
          .isEqualTo(200);
      blocker.rollback();
      for (Future<Reply> read : waiting) {
        assertThat(read.get().status()).isIn(200, 503);
      }
      assertThat(waiting.stream().map(AuthorizeIT::code)).contains("READS_BUSY");
    }
  }

  private static String code(Future<Reply> reply) {
    return Objects.requireNonNullElse(reply.resultNow().body().string("code"), "");
  }

  @Test
  void aLimitOfASymbolHoldsForItsOrdersAlone() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into risk_limit (scope, subject, control, amount, unit, changed_by, changed_at)"
              + " values ('SYMBOL', 'capped', 'MAX_ORDER_QTY', 5, 'quantity', 'test', now()),"
              + " ('SYMBOL', 'capped', 'MAX_ORDER_VALUE', 100, 'notional', 'test', now())");
    }
    service.bean(ControlAdmin.class).reload();
    Reply blocked = service.authorize("cap", "c-1", "Capped", "BUY", "6", "20");
    assertThat(codes(blocked)).containsExactly("MAX_ORDER_QTY", "MAX_ORDER_VALUE");
    for (JsonValue reason : reasons(blocked).elements()) {
      assertThat(((JsonObject) reason).string("scope")).isEqualTo("SYMBOL");
      assertThat(((JsonObject) reason).string("subject")).isEqualTo("CAPPED");
    }
    assertThat(service.authorize("cap", "c-2", "Capped", "BUY", "5", "20").text("status"))
        .as("limits are inclusive")
        .isEqualTo("AUTHORIZED");
    assertThat(service.authorize("cap", "c-3", "AAPL", "BUY", "6", "20").text("status"))
        .isEqualTo("AUTHORIZED");
  }

  @Test
  void aChangeOfControlsIsReadAsStrictlyAsAnOrder() {
    String state = "/v1/trading-state/account/strict";
    String by = "\"reason\":\"drill\",\"actor\":\"ops\"}";
    assertThat(service.put(state, "{\"state\":\"HALTED\"," + by).status()).isEqualTo(200);
    for (String change :
        List.of(
            "{\"state\":0," + by,
            "{\"state\":\"0\"," + by,
            "{\"state\":\"active\"," + by,
            "{\"state\":\"HALTED\",\"state\":\"ACTIVE\"," + by,
            "{\"state\":\"ACTIVE\",\"reason\":5,\"actor\":true}",
            "{\"state\":\"ACTIVE\",\"reason\":\" \",\"actor\":\"ops\"}",
            "{\"state\":\"ACTIVE\",\"reason\":\"nul \\u0000\",\"actor\":\"ops\"}",
            "{\"state\":\"ACTIVE\",\"reason\":\"\\ud800\",\"actor\":\"ops\"}",
            "{\"state\":\"ACTIVE\",\"reason\":\"%s\",\"actor\":\"ops\"}"
                .formatted("r".repeat(1001)),
            "{\"state\":\"ACTIVE\"," + by + " x",
            "[]",
            "")) {
      Reply reply = service.put(state, change);
      assertThat(reply.status()).as(change).isEqualTo(400);
      assertThat(reply.text("code")).isEqualTo("INVALID_CHANGE");
      assertThat(reply.body().array("violations")).as(change).isNotNull();
    }
    String megabytes =
        "{\"state\":\"ACTIVE\",\"reason\":\"%s\",\"actor\":\"a\"}".formatted("r".repeat(1 << 20));
    assertThat(service.put(state, megabytes).status()).isEqualTo(413);
    assertThat(service.put("/v1/instruments/strict", megabytes).status()).isEqualTo(413);
    assertThat(service.put("/v1/instruments/strict", "{\"status\":1," + by).status())
        .isEqualTo(400);
    assertThat(service.put("/v1/trading-state/firm/typo", "{\"state\":\"HALTED\"," + by).status())
        .isEqualTo(400);

    assertThat(service.get(state).text("state")).isEqualTo("HALTED");
    assertThat(service.get("/v1/trading-state/firm/all").text("state")).isEqualTo("ACTIVE");
    assertThat(codes(service.authorize("strict", "s-1", "AAPL", "BUY", "1", "1")))
        .containsExactly("KILL_SWITCH");
  }

  @Test
  void aMisspelledDryRunIsRefusedAndDecidesNothing() {
    String order = RunningService.order("dryer", "d-2", "AAPL", "BUY", "1", "1");
    for (String query :
        List.of(
            "dry_run=TRUE",
            "dry_run=1",
            "dry_run=",
            "dry_run",
            "dryrun=true",
            "token=JWS",
            "token=none",
            "token=v1",
            "token=jws&",
            "token=jws&token=jws",
            "dry_run=false&dry_run=false")) {
      Reply reply = service.post("/v1/authorize?" + query, order);
      assertThat(reply.status()).as(query).isEqualTo(400);
      assertThat(reply.text("code")).isEqualTo("INVALID_QUERY");
    }
    assertThat(service.get("/v1/exposures/dryer").text("gross")).isEqualTo("0");
    assertThat(service.post("/v1/authorize?dry_run=false", order).status()).isEqualTo(200);
    assertThat(service.get("/v1/exposures/dryer").text("gross")).isEqualTo("1");
  }

  @Test
  void parametersThatCannotBeReadAreTheCallersFault() {
    for (String path : List.of("/v1/exposures?limit=%ff", "/v1/orders/x?client_id=%ff")) {
      Reply reply = service.get(path);
      assertThat(reply.status()).as(path).isEqualTo(400);
      assertThat(reply.text("code")).isEqualTo("BAD_PARAMETERS");
    }
  }

  @Test
  void aSignatureIsOneTextOnly() {
    String token =
        service
            .authorize("sig", "sig-1", "AAPL", "BUY", "1", "1")
            .body()
            .object("decision_token")
            .toString();
    assertThat(service.post("/v1/tokens/verify", token).body().get("valid"))
        .hasToString("JsonBoolean[value=true]");
    String padded = token.replaceFirst("(\"signature\":\"[^\"]*)\"", "$1=\"");
    assertThat(padded).isNotEqualTo(token);
    assertThat(service.post("/v1/tokens/verify", padded).body().get("valid"))
        .hasToString("JsonBoolean[value=false]");
  }

  @Test
  void aRestrictedInstrumentIsBlocked() {
    service.put(
        "/v1/instruments/evil",
        "{\"status\":\"RESTRICTED\",\"reason\":\"list\",\"actor\":\"ops\"}");
    assertThat(codes(service.authorize("res", "r", "Evil", "BUY", "1", "1")))
        .containsExactly("RESTRICTED_INSTRUMENT");
  }

  @Test
  void limitsAndPoliciesAreShown() {
    assertThat(service.get("/v1/limits").body().toString())
        .contains("\"control\":\"GROSS_EXPOSURE\",\"amount\":\"1000000\"");
    assertThat(service.get("/v1/policies").body().toString())
        .contains("\"version\":\"default-1\"", "\"status\":\"ACTIVE\"", "penny_stock");
    assertThat(service.get("/health").text("status")).isEqualTo("healthy");
    assertThat(service.get("/actuator/health/readiness").text("status")).isEqualTo("UP");
    assertThat(service.get("/v3/api-docs").body().toString()).contains("/v1/authorize");
  }

  /// The last one: nothing works afterwards.
  @Test
  @Order(Integer.MAX_VALUE)
  void aThreadThatEndsTakesReadinessAlong() {
    service.bean(ApplicationEventMulticaster.class).addApplicationListener(new Fatal());
    service.bean(ConcurrentMessageListenerContainer.class).pause();
    ThreadWatch threads = service.bean(ThreadWatch.class);
    await()
        .atMost(ENDING)
        .untilAsserted(() ->
            assertThat(threads.ended())
                .anyMatch(name -> name.startsWith("consumer ") && name.endsWith("ERROR")));
    assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(503);

    var names =
        Set.of(
            "decision-relay",
            "feed-switch",
            "journal-committer",
            "journal-deadlines",
            "lane-keeper",
            "lane-snapshots",
            "lease-renewer");
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> names.contains(thread.getName()))
        .forEach(Thread::interrupt);
    // Awaitility would take the watch's place.
    await()
        .dontCatchUncaughtExceptions()
        .atMost(ENDING)
        .untilAsserted(() -> assertThat(threads.ended()).containsAll(names));
  }

  /// Ends a consumer on its own thread, as a class that cannot be loaded does.
  private static final class Fatal implements ApplicationListener<ConsumerPausedEvent> {
    @Override
    public void onApplicationEvent(ConsumerPausedEvent paused) {
      throw new NoClassDefFoundError("a consumer's");
    }
  }

  private static JsonArray reasons(Reply reply) {
    return Objects.requireNonNull(reply.body().array("reasons"));
  }

  private static double zeroPrices() {
    return service.metric("authorize_execution_anomalies_total{what=\"zero_price\"}");
  }

  private static List<String> warnings(Reply reply) {
    return Objects.requireNonNull(reply.body().array("warnings")).elements().stream()
        .map(warning -> Objects.requireNonNull(((JsonObject) warning).string("code")))
        .toList();
  }

  private static List<String> codes(Reply reply) {
    return reasons(reply).elements().stream()
        .map(reason -> Objects.requireNonNull(((JsonObject) reason).string("code")))
        .toList();
  }

  private static long rows() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery("select count(*) from journal")) {
      rs.next();
      return rs.getLong(1);
    }
  }
}
