package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.Transactions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What reaches a decision and by which name it is found again.
class OrderDoorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BY = "\"reason\":\"drill\",\"actor\":\"ops\"}";

  private static RunningService service;

  @BeforeAll
  static void start() {
    service =
        RunningService.start(
            RunningService.freshDatabase(),
            "tradewitness.authorize.default-client=house",
            "tradewitness.authorize.reference.prices.AAPL=185.50",
            "tradewitness.authorize.reference.prices[ETH/USD]=100");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  static Stream<String> names() {
    return Stream.of(
        "BTC/USD",
        "A/1",
        "/",
        "%",
        "%2F",
        "a;b=c",
        "../X",
        "a\\b",
        "A B",
        "?#[]{}|^`<>\"",
        "\u8d35\u5dde\u8305\u53f0",
        "\u0421\u0411\u0415\u0420",
        "\ud83d\ude80");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyAcceptedOrderAccountAndSymbolIsAddressable(String name) {
    String client = "c-" + name;
    Reply reply = service.post("/v1/authorize", order(client, name, name, "BUY", "2", "3"));
    assertThat(reply.text("status")).isEqualTo("AUTHORIZED");

    String query = "?client_id=" + encoded(client);
    Reply found = service.get("/v1/orders/" + encoded(name) + query);
    assertThat(found.text("order", "client_order_id")).isEqualTo(name);
    assertThat(found.text("order", "symbol")).isEqualTo(name.toUpperCase(java.util.Locale.ROOT));
    assertThat(service.get("/v1/exposures/" + encoded(client)).text("gross")).isEqualTo("6");
    Reply filled =
        service.post(
            "/v1/orders/" + encoded(name) + "/events",
            "{\"type\":\"FILL\",\"qty\":1,\"price\":3,\"exec_id\":7,\"client_id\":%s}"
                .formatted(json(client)));
    assertThat(filled.text("order", "filled_qty")).isEqualTo("1");

    String state = "/v1/trading-state/symbol/" + encoded(name);
    assertThat(service.put(state, "{\"state\":\"HALTED\"," + BY).status()).isEqualTo(200);
    assertThat(service.get(state).text("state")).isEqualTo("HALTED");
    assertThat(codes(service.post("/v1/authorize", order(client, "n", name, "BUY", "1", "1"))))
        .containsExactly("KILL_SWITCH");
    assertThat(service.setState(state, "ACTIVE").status()).isEqualTo(200);

    String account = "/v1/trading-state/account/" + encoded(client);
    assertThat(service.put(account, "{\"state\":\"HALTED\"," + BY).status()).isEqualTo(200);
    assertThat(codes(service.post("/v1/authorize", order(client, "m", name, "BUY", "1", "1"))))
        .containsExactly("KILL_SWITCH");

    String instrument = "/v1/instruments/" + encoded(name);
    assertThat(service.put(instrument, "{\"status\":\"RESTRICTED\"," + BY).status()).isEqualTo(200);
    assertThat(codes(service.post("/v1/authorize", order("other", name, name, "BUY", "1", "1"))))
        .containsExactly("RESTRICTED_INSTRUMENT");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void aNameThatHttpClientsRemoveFromPathsIsNotAccepted(String name) {
    Reply reply = service.post("/v1/authorize", order("dots", name, "AAPL", "BUY", "1", "1"));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().toString()).contains("DOT_SEGMENT");
  }

  @Test
  void aSymbolIsOnePositionInWhateverCaseItIsWritten() {
    service.post("/v1/authorize", order("case", "1", "AAPL", "BUY", "10", "200"));
    Reply fill =
        service.post(
            "/v1/orders/1/events",
            "{\"type\":\"FILL\",\"qty\":10,\"price\":200,\"exec_id\":\"e\",\"client_id\":\"case\"}");
    assertThat(fill.text("order", "status")).isEqualTo("FILLED");
    service.put("/v1/trading-state/account/case", "{\"state\":\"REDUCE_ONLY\"," + BY);

    assertThat(codes(service.post("/v1/authorize", order("case", "2", "aapl", "BUY", "10", "200"))))
        .containsExactly("REDUCE_ONLY");
    Reply sell = service.post("/v1/authorize", order("case", "3", "Aapl", "SELL", "10", "200"));
    assertThat(sell.text("status")).isEqualTo("AUTHORIZED");
    assertThat(
            service
                .post("/v1/authorize", order("case", "3", "AAPL", "SELL", "10", "200"))
                .body()
                .get("replayed"))
        .hasToString("JsonBoolean[value=true]");
    service.post(
        "/v1/orders/3/events",
        "{\"type\":\"FILL\",\"qty\":10,\"price\":200,\"exec_id\":\"e\",\"client_id\":\"case\"}");
    assertThat(service.get("/v1/exposures/case").text("gross")).isEqualTo("0");
  }

  @Test
  void aSellReservesItsReferencePriceWithCollar() {
    service.post("/v1/authorize", order("sell", "1", "aapl", "SELL", "2", "1"));
    assertThat(service.get("/v1/exposures/sell").text("gross")).isEqualTo("389.55");
    Reply large = service.post("/v1/authorize", order("sell", "2", "AAPL", "SELL", "1000", "1"));
    assertThat(codes(large)).containsExactly("MAX_ORDER_VALUE");
    service.post("/v1/authorize", order("sell", "3", "eth/usd", "SELL", "1", "1"));
    assertThat(service.get("/v1/exposures/sell").text("gross")).isEqualTo("494.55");
  }

  @Test
  void anOrderWithoutClientCountsForTheDefaultClientThatIsSet() {
    Reply reply =
        service.post(
            "/v1/authorize",
            "{\"client_order_id\":\"h\",\"symbol\":\"X\",\"side\":\"BUY\",\"qty\":1,\"price\":1}");
    assertThat(reply.text("decision_token", "client_id")).isEqualTo("house");
    assertThat(reply.body().toString()).contains("\"DEFAULT_CLIENT\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        ""
      })
  void nothingThatAForeignPageCouldSendIsDecidedOrChanged(String type) {
    String[] headers = type.isEmpty() ? new String[0] : new String[] {"Content-Type", type};
    String[] foreign = {"Content-Type", "application/json", "Origin", "http://evil.example"};
    String halt = "{\"state\":\"HALTED\"," + BY;
    for (var door :
        List.of(
            List.of("POST", "/v1/authorize", order("page", "p", "X", "BUY", "1", "1")),
            List.of("POST", "/v1/orders/p/events", "{\"type\":\"CANCEL\"}"),
            List.of("POST", "/v1/tokens/verify", "{}"),
            List.of("PUT", "/v1/trading-state/firm/all", halt),
            List.of("PUT", "/v1/instruments/X", "{\"status\":\"RESTRICTED\"," + BY))) {
      Reply reply = service.send(door.get(0), door.get(1), door.get(2), headers);
      assertThat(reply.status()).as("%s", door).isEqualTo(415);
      assertThat(reply.text("code")).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
      Reply other = service.send(door.get(0), door.get(1), door.get(2), foreign);
      assertThat(other.status()).as("%s", door).isEqualTo(403);
      assertThat(other.text("code")).isEqualTo("FOREIGN_ORIGIN");
    }
    assertThat(service.get("/v1/orders/p?client_id=page").status()).isEqualTo(404);
    assertThat(service.get("/v1/trading-state/firm/all").text("state")).isEqualTo("ACTIVE");
  }

  @Test
  void everyRefusalOutsideOfTheControllersHasTheSameMembers() {
    String order = order("form", "f", "X", "BUY", "1", "1");
    for (Reply reply :
        List.of(
            service.send("POST", "/v1/authorize", order),
            service.send("GET", "/v1/authorize", ""),
            service.post("/v1/authorize", " ".repeat(1 << 17)),
            service.send("DELETE", "/v1/limits", ""),
            service.put("/v1/instruments/X", " ".repeat(1 << 17)))) {
      assertThat(reply.raw().headers().firstValue("content-type"))
          .hasValue("application/problem+json");
      assertThat(reply.body().members().keySet()).contains("title", "status", "detail", "code");
      assertThat(reply.body().text("status")).isEqualTo(Integer.toString(reply.status()));
    }
  }

  @Test
  void anExecutionOfAnAbortedTransactionFillsNothing() {
    service.post("/v1/authorize", order("trans", "9007199254740993", "X", "BUY", "10", "1"));
    var transactions = new Transactions(Servers.kafka().bootstrapServers());
    transactions.abort(List.of(fill("9007199254740993", 1, 7)));
    transactions.commit(List.of(fill("9007199254740993", 2, 3)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    service
                        .get("/v1/orders/9007199254740993?client_id=trans")
                        .text("order", "filled_qty"))
                .isEqualTo("3"));
    assertThat(service.get("/v1/exposures/trans").text("gross")).isEqualTo("10");
  }

  private static ProducerRecord<byte[], byte[]> fill(String orderId, int execId, int qty) {
    String message =
        """
        {"order_id":%s,"exec_id":%d,"client_id":"trans","price":1,"quantity":%d}\
        """
            .formatted(orderId, execId, qty);
    return new ProducerRecord<>(
        Topics.EXECUTIONS,
        0,
        "k".getBytes(StandardCharsets.UTF_8),
        message.getBytes(StandardCharsets.UTF_8));
  }

  private static String order(
      String client, String id, String symbol, String side, String qty, String price) {
    return """
    {"order":{"client_order_id":%s,"symbol":%s,"side":"%s","qty":%s,"price":%s},
     "context":{"client_id":%s}}\
    """
        .formatted(json(id), json(symbol), side, qty, price, json(client));
  }

  private static String json(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static List<String> codes(Reply reply) {
    return Objects.requireNonNull(reply.body().array("reasons")).elements().stream()
        .map(reason -> Objects.requireNonNull(((JsonObject) reason).string("code")))
        .toList();
  }
}
