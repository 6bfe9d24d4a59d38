package dev.tradewitness.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.source.kafka.TapAfterSettingsChanged;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/// Messages of other systems become events, once, and what is no message becomes a dead letter.
@CaptureTest
class KafkaTapIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<String> TAPPED =
      List.of("orders", "executions", "errors", "authorize.decisions");

  @Autowired private ApplicationContext service;
  @Autowired private StreamReader streams;

  @Autowired
  @Qualifier("tapContainer")
  private SmartLifecycle tap;

  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void anOrderKeepsTheExactTextOfItsAmountsAndWhatIsNotMapped() {
    UUID trace = UUID.randomUUID();
    try (var topics = new TopicReader()) {
      topics.send(
          "orders",
          "k",
          """
          {"order_id":"tap-1","symbol":"EURUSD","side":"BUY","type":"LIMIT","price":1.0850,
           "quantity":100000.0,"client_id":"c-9","trace_id":"%s","desk":"fx"}
          """
              .formatted(trace));
    }

    JsonObject event = awaitEvent("order_id=tap-1");

    JsonObject header = event.object("header");
    assertThat(header.string("event_type")).isEqualTo("ORD");
    assertThat(header.string("trace_id")).isEqualTo(trace.toString());
    assertThat(header.string("account_id")).isEqualTo("c-9");
    assertThat(UuidV7.isV7(UUID.fromString(header.string("event_id")))).isTrue();
    assertThat(event.object("payload").object("trade_data").toString())
        .isEqualTo(
            """
            {"order_id":"tap-1","symbol":"EURUSD","side":"BUY","order_type":"LIMIT",\
            "price":"1.0850","quantity":"100000.0"}\
            """);
    assertThat(event.object("payload").object("source").string("topic")).isEqualTo("orders");
    assertThat(event.object("payload").object("unmapped").toString())
        .isEqualTo("{\"desk\":\"fx\"}");
    assertThat(event.object("policy_identification").string("policy_id"))
        .isEqualTo("local.tradewitness:orders");
    assertThat(event.object("security").string("source")).isEqualTo("kafka:orders");
  }

  @Test
  void executionsAndErrorsAreMapped() {
    UUID trace = UUID.randomUUID();
    try (var topics = new TopicReader()) {
      topics.send(
          "executions",
          "k",
          "{\"order_id\":\"tap-2\",\"symbol\":\"X\",\"side\":\"SELL\",\"price\":\"1e-05\",\"quantity\":3,\"slippage\":0.00001}");
      topics.send(
          "errors",
          "k",
          "{\"code\":\"E1\",\"message\":\"late\",\"component\":\"gw\",\"trace_id\":\"%s\"}"
              .formatted(trace));
    }

    JsonObject execution = awaitEvent("order_id=tap-2");
    assertThat(execution.object("payload").object("trade_data").toString())
        .isEqualTo(
            """
            {"order_id":"tap-2","symbol":"X","side":"SELL","execution_price":"1e-05",\
            "executed_qty":"3","slippage":"0.00001"}\
            """);
    JsonObject error = awaitEvent("trace_id=" + trace);
    assertThat(error.object("header").string("event_type")).isEqualTo("ERR_SYSTEM");
    assertThat(error.object("payload").object("error_details").toString())
        .isEqualTo(
            """
            {"error_code":"E1","error_message":"late","severity":"WARNING","affected_component":"gw"}\
            """);
  }

  @Test
  void theTraceOfAMessagesHeaderIsTheEventsUnlessTheMessageNamesOne() {
    UUID own = UUID.randomUUID();
    UUID header = UUID.randomUUID();
    var traceparent =
        Map.of(
            "traceparent",
            "00-%s-00f067aa0ba902b7-01".formatted(header.toString().replace("-", "")));
    try (var topics = new TopicReader()) {
      topics.send("orders", "k", order("tap-traced"), traceparent);
      topics.send(
          "orders",
          "k",
          order("tap-own").replaceFirst("\\{", "{\"trace_id\":\"" + own + "\","),
          traceparent);
      topics.send("orders", "k", order("tap-none"), Map.of("traceparent", "00-nonsense"));
    }

    assertThat(awaitEvent("order_id=tap-traced").object("header").string("trace_id"))
        .isEqualTo(header.toString());
    assertThat(awaitEvent("order_id=tap-own").object("header").string("trace_id"))
        .isEqualTo(own.toString());
    JsonObject none = awaitEvent("order_id=tap-none");
    assertThat(none.object("header").has("trace_id")).isFalse();
    assertThat(none.object("security").has("trace_id")).isFalse();
  }

  @Test
  void whateverAuthorizeTakesFromExecutionsIsAnEvent() {
    try (var topics = new TopicReader()) {
      topics.send(
          "executions",
          "k",
          "{\"client_order_id\":\"tap-fill\",\"execution_price\":10.50,\"executed_qty\":\"2\",\"type\":\"FILL\"}");
      topics.send("executions", "k", "{\"order_id\":\"tap-cancel\",\"type\":\"CANCEL\"}");
      topics.send("executions", "k", "{\"order_id\":\"tap-expire\",\"type\":\"EXPIRE\"}");
      topics.send(
          "executions",
          "k",
          "{\"order_id\":\"tap-reject\",\"type\":\"REJECT\",\"reject_reason\":\"halted\"}");
      topics.send(
          "executions",
          "k",
          "{\"order_id\":\"tap-odd\",\"price\":1,\"quantity\":2,\"commission\":{\"usd\":\"1\"}}");
    }

    assertExecution(
        "tap-fill",
        "EXE",
        "{\"order_id\":\"tap-fill\",\"execution_price\":\"10.50\",\"executed_qty\":\"2\"}",
        "{\"type\":\"FILL\"}");
    assertExecution(
        "tap-odd",
        "EXE",
        "{\"order_id\":\"tap-odd\",\"execution_price\":\"1\",\"executed_qty\":\"2\"}",
        "{\"commission\":{\"usd\":\"1\"}}");
    assertExecution("tap-cancel", "CXL", "{\"order_id\":\"tap-cancel\"}", "{\"type\":\"CANCEL\"}");
    assertExecution("tap-expire", "CXL", "{\"order_id\":\"tap-expire\"}", "{\"type\":\"EXPIRE\"}");
    assertExecution(
        "tap-reject",
        "REJ",
        "{\"order_id\":\"tap-reject\",\"reject_reason\":\"halted\"}",
        "{\"type\":\"REJECT\"}");
  }

  private void assertExecution(String orderId, String type, String trade, String unmapped) {
    JsonObject event = awaitEvent("order_id=" + orderId);
    assertThat(event.object("header").string("event_type")).isEqualTo(type);
    assertThat(event.object("payload").object("trade_data")).hasToString(trade);
    assertThat(event.object("payload").object("unmapped")).hasToString(unmapped);
  }

  @Test
  void aDecisionIsAnEventUnderItsOwnIdHoweverOftenItIsSent() {
    UUID blocked = UuidV7.of(1_772_366_400_000L, 1, 1);
    UUID authorized = UuidV7.of(1_772_366_400_001L, 1, 2);
    try (var topics = new TopicReader()) {
      topics.send("authorize.decisions", "c", decision(blocked, "BLOCKED"));
      topics.send("authorize.decisions", "c", decision(blocked, "BLOCKED"));
      topics.send("authorize.decisions", "c", decision(authorized, "AUTHORIZED"));
      topics.send("authorize.decisions", "c", decision(blocked, "BLOCKED"));
    }

    await().atMost(PATIENCE).until(() -> http.get("/vcp/events/" + authorized).status() == 200);
    JsonObject rejected = http.get("/vcp/events/" + blocked).json();
    assertThat(rejected.object("header").string("event_type")).isEqualTo("REJ");
    assertThat(rejected.object("payload").object("trade_data").string("reject_reason"))
        .isEqualTo("MAX_ORDER_QTY");
    assertThat(rejected.object("payload").object("vcp_risk").array("triggered_controls").toString())
        .contains("\"control_name\":\"MAX_ORDER_QTY\"", "\"trigger_value\":\"5000\"");
    assertThat(rejected.toString()).doesNotContain("not-to-be-kept");
    JsonObject allowed = http.get("/vcp/events/" + authorized).json();
    assertThat(allowed.object("header").string("event_type")).isEqualTo("AUTHZ");
    assertThat(allowed.object("header").text("event_type_code")).isEqualTo("110");
    assertThat(tapped())
        .filteredOn(event -> event.contains(blocked.toString()))
        .singleElement(STRING)
        .contains("policyId=local.tradewitness:authorize-decisions");
    try (var topics = new TopicReader()) {
      assertThat(ofKey(topics.all("authorize.decisions.dlt"), "c")).isEmpty();
    }
  }

  @Test
  void poisonBecomesADeadLetterAndTheFlowGoesOn() {
    try (var topics = new TopicReader()) {
      topics.send("orders", "poison", "{not json");
      topics.send("orders", "poison", "{\"order_id\":\"incomplete\"}");
      topics.send("orders", "poison", order("tap-after").replace("\"1.5\"", "true"));
      topics.send("orders", "poison", order("tap-after"));

      awaitEvent("order_id=tap-after");

      await().atMost(PATIENCE).until(() -> topics.all("orders.dlt").size() == 3);
      List<ConsumerRecord<byte[], byte[]>> letters = topics.all("orders.dlt");
      assertThat(letters)
          .extracting(letter -> text(letter, "reason"))
          .containsExactly("NOT_JSON", "MISSING_MEMBER", "WRONG_TYPE");
      assertThat(new String(letters.getFirst().value(), StandardCharsets.UTF_8))
          .isEqualTo("{not json");
      assertThat(text(letters.getFirst(), "source_topic")).isEqualTo("orders");
      assertThat(text(letters.getFirst(), "source_offset")).matches("\\d+");
      assertThat(text(letters.getFirst(), "exception_class")).endsWith("MessageRefusedException");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lz4", "zstd", "snappy", "gzip"})
  void messagesOfEveryCodecAndWithoutKeysAreStoredOnce(String codec) {
    List<String> ids = IntStream.range(0, 20).mapToObj(i -> "tap-" + codec + "-" + i).toList();
    try (var topics = new TopicReader()) {
      topics.sendCompressed(codec, "orders", ids.stream().map(KafkaTapIT::order).toList());
    }
    ids.forEach(id -> awaitEvent("order_id=" + id));

    for (String id : ids) {
      assertThat(http.get("/vcp/events?order_id=" + id).json().array("events").size())
          .as(id)
          .isEqualTo(1);
    }
  }

  @Test
  void aTombstoneWithOrWithoutAKeyIsADeadLetterAndTheFlowGoesOn() {
    UUID trace = UUID.randomUUID();
    try (var topics = new TopicReader()) {
      // One partition, so that the last one is behind the others.
      topics.send(new ProducerRecord<>("errors", 0, "tombstone".getBytes(UTF_8), null));
      topics.send(new ProducerRecord<>("errors", 0, null, null));
      String error = "{\"code\":\"E2\",\"message\":\"m\",\"trace_id\":\"%s\"}".formatted(trace);
      topics.send(new ProducerRecord<>("errors", 0, null, error.getBytes(UTF_8)));

      awaitEvent("trace_id=" + trace);
      await().atMost(PATIENCE).until(() -> tombstones(topics).size() == 2);
      assertThat(tombstones(topics))
          .allSatisfy(letter -> {
            assertThat(text(letter, "reason")).isEqualTo("EMPTY");
            assertThat(text(letter, "source_topic")).isEqualTo("errors");
            assertThat(letter.value()).isNull();
          })
          .extracting(ConsumerRecord::key)
          .containsExactly("tombstone".getBytes(UTF_8), null);
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> tombstones(TopicReader topics) {
    return topics.all("errors.dlt").stream().filter(letter -> letter.value() == null).toList();
  }

  @Test
  void anAlertOfVpinIsStoredWholeAsARiskEvent() {
    UUID alert = UUID.randomUUID();
    try (var topics = new TopicReader()) {
      topics.send(
          Topics.VPIN_ALERTS,
          "BTCUSDT",
          "{\"alert_id\":\"%s\",\"symbol\":\"BTCUSDT\",\"vpin\":\"0.8125\"}".formatted(alert));
    }

    String stream = "/vcp/events?policy_id=local.tradewitness:vpin-alerts";
    await().atMost(PATIENCE).until(() -> http.get(stream).text().contains(alert.toString()));
    JsonObject event = (JsonObject) http.get(stream).json().array("events").get(0);
    assertThat(event.object("header").string("event_type")).isEqualTo("RSK");
    assertThat(event.object("security").string("source")).isEqualTo("kafka:" + Topics.VPIN_ALERTS);
    assertThat(event.object("payload").object("message"))
        .hasToString(
            "{\"alert_id\":\"%s\",\"symbol\":\"BTCUSDT\",\"vpin\":\"0.8125\"}".formatted(alert));
  }

  @Test
  void aRangeThatIsDeliveredAgainDoublesNothing() throws Exception {
    try (var topics = new TopicReader()) {
      IntStream.range(0, 50).forEach(i -> topics.send("executions", "again", execution(i)));
    }
    await().atMost(PATIENCE).until(() -> executions("again-").size() == 50);
    Map<String, Long> first = executions("again-");

    rewind("executions");

    try (var topics = new TopicReader()) {
      topics.send("executions", "again", execution(50));
    }
    await().atMost(PATIENCE).until(() -> executions("again-").containsKey("again-50"));
    Map<String, Long> after = executions("again-");
    assertThat(after).hasSize(51).containsAllEntriesOf(first);
  }

  @Test
  void whatIsDeliveredAgainAfterASettingChangedIsStillTheSameMessage() throws Exception {
    UUID decision = UUID.randomUUID();
    UUID displaced = UUID.randomUUID();
    assertThat(http.log(Events.order(displaced, "tap:thief")).status()).isEqualTo(201);
    try (var topics = new TopicReader()) {
      topics.send("orders", "changed", order("changed-order"));
      topics.send("executions", "changed", execution(1).replace("again", "changed"));
      topics.send("errors", "changed", "{\"code\":\"E1\",\"message\":\"changed-error\"}");
      topics.send("authorize.decisions", "changed", decision(displaced, "BLOCKED"));
      topics.send("authorize.decisions", "changed", decision(decision, "AUTHORIZED"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(String.join("\n", tapped()))
                  .contains("changed-order", "changed-1", "changed-error")
                  .contains(decision.toString(), displaced.toString()));
      List<String> stored = tapped();

      for (ClockStatus clock : List.of(ClockStatus.PTP_LOCKED, ClockStatus.UNRELIABLE)) {
        var changed = new TapAfterSettingsChanged(service, Tier.GOLD, clock);
        for (String topic : TAPPED) {
          assertThat(ofKey(topics.all(topic), "changed")).isNotEmpty();
          changed.deliver(ofKey(topics.all(topic), "changed"));
        }
      }

      assertThat(tapped()).isEqualTo(stored);
      for (String topic : TAPPED) {
        assertThat(ofKey(topics.all(topic + ".dlt"), "changed")).as(topic).isEmpty();
      }
    }
  }

  @Test
  void anotherDecisionUnderADecisionsIdIsADeadLetter() {
    UUID id = UUID.randomUUID();
    String other = decision(id, "BLOCKED").replace("5000", "5001");
    try (var topics = new TopicReader()) {
      topics.send("authorize.decisions", "reused", decision(id, "BLOCKED"));
      topics.send("authorize.decisions", "reused", other);

      await()
          .atMost(PATIENCE)
          .until(() -> !ofKey(topics.all("authorize.decisions.dlt"), "reused").isEmpty());
      assertThat(ofKey(topics.all("authorize.decisions.dlt"), "reused"))
          .singleElement()
          .satisfies(letter -> {
            assertThat(text(letter, "reason")).isEqualTo("ID_REUSED");
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo(other);
          });
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> ofKey(
      List<ConsumerRecord<byte[], byte[]>> records, String key) {
    byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
    return records.stream().filter(record -> Arrays.equals(record.key(), wanted)).toList();
  }

  /// Every event of the tapped topics with its place.
  private List<String> tapped() {
    return streams.streams(null, 1000).stream()
        .filter(stream -> stream.policyId().startsWith("local.tradewitness:"))
        .flatMap(stream -> streams.range(stream.policyId(), 0, 1000).stream())
        .map(event -> event.at() + " " + event.id() + " " + text(event))
        .toList();
  }

  /// Puts the tap's offsets back to the start, as after a loss of the group's offsets.
  private void rewind(String topic) throws Exception {
    tap.stop();
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> start =
          IntStream.range(0, 8)
              .boxed()
              .collect(
                  Collectors.toMap(
                      p -> new TopicPartition(topic, p), _ -> new OffsetAndMetadata(0)));
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> {
            admin.alterConsumerGroupOffsets("vcp-sidecar", start).all().get();
            return true;
          });
    }
    tap.start();
  }

  /// Sequence by order id.
  private Map<String, Long> executions(String prefix) {
    return streams.range("local.tradewitness:executions", 0, 1000).stream()
        .filter(event -> text(event).contains(prefix))
        .collect(
            Collectors.toMap(
                event -> text(event).replaceAll("(?s).*\"order_id\":\"([^\"]*)\".*", "$1"),
                event -> event.at().sequence()));
  }

  private static String text(StoredEvent event) {
    return new String(event.document().bytes(), StandardCharsets.UTF_8);
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    byte[] value = TopicReader.header(record, header);
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }

  private JsonObject awaitEvent(String query) {
    await()
        .atMost(PATIENCE)
        .until(() -> http.get("/vcp/events?" + query).json().array("events").size() > 0);
    return (JsonObject) http.get("/vcp/events?" + query).json().array("events").get(0);
  }

  private static String order(String id) {
    return """
    {"order_id":"%s","symbol":"X","side":"BUY","type":"LIMIT","price":"1.5","quantity":"10"}\
    """
        .formatted(id);
  }

  private static String execution(int number) {
    return """
    {"order_id":"again-%d","symbol":"X","side":"BUY","price":"1.5","quantity":"10"}\
    """
        .formatted(number);
  }

  static String decision(UUID id, String status) {
    return """
    {"decision_id":"%s","lane":1,"sequence":7,"status":"%s","trace_id":"%s","client_id":"c-1",\
    "client_order_id":"o-%s","order":{"client_order_id":"o-1","symbol":"AAPL","side":"BUY","qty":"5000","price":"1"},\
    "order_hash":"00","reasons":[%s],"policy":{"version":"default-1","digest":"d"},"token_id":"t-1",\
    "decision_token":{"signature":"not-to-be-kept"},"decided_at":"2026-03-01T12:00:00.000001Z"}\
    """
        .formatted(
            id,
            status,
            id,
            id,
            status.equals("BLOCKED")
                ? "{\"code\":\"MAX_ORDER_QTY\",\"figure\":\"5000\",\"limit\":\"1000\"}"
                : "");
  }
}
