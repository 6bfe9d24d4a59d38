package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.PlaceSeal;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL is lost, and an older dump takes its place: numbers that were given out stay with
/// their events.
class RestoredDatabaseIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String STREAM = "dump:signed";
  private static final String LATER = "dump:later";
  private static final String CHECKPOINT = "dump:checkpoint";
  private static final String[] CHECKPOINT_STREAM = {
    "--tradewitness.capture.signing.streams[0].policy-id=" + CHECKPOINT,
    "--tradewitness.capture.signing.streams[0].mode=checkpoint"
  };

  private final Database database = Servers.postgres().createDatabase("capture");
  private final TopicReader topics = new TopicReader();

  /// What a client was answered with 201, by id.
  private final Map<String, JsonObject> receipts = new LinkedHashMap<>();

  @BeforeEach
  void emptyTopics() {
    Servers.kafka().resetTopics();
  }

  @AfterEach
  void close() {
    topics.close();
    Servers.kafka().start();
  }

  @Test
  void eventsThatAnOlderDumpLacksAreBackInTheirPlacesBeforeAnythingIsNumbered() {
    Map<String, String> shown = new HashMap<>();
    Database dump;
    try (var capture = RunningCapture.start(database)) {
      log(capture, STREAM, 20);
      awaitPublished(STREAM, 20);
      dump = Servers.postgres().dump(database);
      log(capture, STREAM, 30);
      logUnusual(capture);
      log(capture, LATER, 5);
      topics.send("orders", "k", TAPPED);
      topics.send("vcp.anchors", STREAM, BATCH);
      awaitRoot(capture);
      awaitPublished(STREAM, 53);
      awaitPublished(LATER, 5);
      awaitPublished("local.tradewitness:orders", 1);
      receipts.keySet().forEach(id -> shown.put(id, shown(capture, id)));
    }
    try (var capture = RunningCapture.start(dump)) {
      JsonObject health = capture.http().get("/health").json();
      assertThat(health.string("status")).isEqualTo("degraded");
      assertThat(health.object("published").string("state")).isEqualTo("COMPARED");
      assertThat(health.object("published").text("put_back")).isEqualTo("39");
      assertThat(health.object("published").string("detail")).contains("39 events were put back");
      awaitRoot(capture);
      shown.forEach((id, document) -> assertThat(shown(capture, id)).isEqualTo(document));
      JsonObject next = log(capture, STREAM, 1);
      assertThat(next.text("sequence")).isEqualTo("53");
      assertThat(log(capture, LATER, 1).text("sequence")).isEqualTo("5");
      awaitPublished(STREAM, 54);
      assertOneEventForEachNumber(STREAM, 54);
      assertOneEventForEachNumber(LATER, 6);
    }
    try (var capture = RunningCapture.start(dump)) {
      JsonObject health = capture.http().get("/health").json();
      assertThat(health.object("published").text("put_back")).isEqualTo("0");
      assertThat(health.string("status")).isEqualTo("healthy");
    }
    System.out.printf(
        "older dump under capture: %d acknowledged, 39 of them not in the dump, %d back in their"
            + " places, 0 numbers given out twice%n",
        receipts.size() + 1, shown.size());
  }

  @Test
  void anEmptyDatabaseGetsAllEventsBack() {
    try (var capture = RunningCapture.start(database)) {
      logBatch(capture, STREAM, 700);
      awaitPublished(STREAM, 700);
    }
    try (var capture =
        RunningCapture.start(
            Servers.postgres().createDatabase("capture"),
            "--tradewitness.capture.published.alert=1s")) {
      assertThat(log(capture, STREAM, 1).text("sequence")).isEqualTo("700");
      awaitStatus(capture, "healthy");
      assertThat(capture.http().get("/health").json().object("published").text("put_back"))
          .isEqualTo("700");
    }
  }

  @Test
  void twoInstancesThatStartAtOncePutEachEventBackOnce() {
    Database dump;
    try (var capture = RunningCapture.start(database)) {
      log(capture, STREAM, 5);
      awaitPublished(STREAM, 5);
      dump = Servers.postgres().dump(database);
      logBatch(capture, STREAM, 900);
      logBatch(capture, LATER, 900);
      awaitPublished(STREAM, 905);
      awaitPublished(LATER, 900);
    }
    CompletableFuture<CaptureProcess> starting =
        CompletableFuture.supplyAsync(() -> CaptureProcess.start(dump));
    try (var first = RunningCapture.start(dump);
        var second = starting.join()) {
      log(first, STREAM, 1);
      log(first, LATER, 1);
      String event = Events.order(UUID.randomUUID(), STREAM);
      await().atMost(PATIENCE).until(() -> second.http().log(event).status() <= 201);
      awaitPublished(STREAM, 907);
      awaitPublished(LATER, 901);
      assertOneEventForEachNumber(STREAM, 907);
      assertOneEventForEachNumber(LATER, 901);
      assertThat(putBack(first.http()) + putBack(second.http())).isEqualTo(1800);
    }
  }

  @Test
  void anOlderDumpUnderARunningServiceIsNoticedBeforeANumberIsGivenOutTwice() {
    try (var capture = RunningCapture.start(database)) {
      log(capture, STREAM, 20);
      awaitPublished(STREAM, 20);
      Database dump = Servers.postgres().dump(database);
      log(capture, STREAM, 30);
      log(capture, LATER, 5);
      awaitPublished(STREAM, 50);
      awaitPublished(LATER, 5);

      Servers.postgres().restore(database, dump);

      JsonObject next = log(capture, STREAM, 1);
      assertThat(next.text("sequence")).isEqualTo("50");
      assertThat(log(capture, LATER, 1).text("sequence")).isEqualTo("5");
      awaitPublished(STREAM, 51);
      awaitPublished(LATER, 6);
      assertOneEventForEachNumber(STREAM, 51);
      assertOneEventForEachNumber(LATER, 6);
      assertThat(capture.http().get("/health").json().object("published").text("put_back"))
          .isEqualTo("35");
    }
  }

  @Test
  void whatIsOnItsWayToKafkaWhenTheDatabaseIsReplacedIsPutBackToo() {
    // A producer that forgets where the topic is takes no message.
    try (var capture =
        RunningCapture.start(
            database, "--spring.kafka.properties.metadata.recovery.strategy=none")) {
      log(capture, STREAM, 20);
      awaitPublished(STREAM, 20);
      Database dump = Servers.postgres().dump(database);
      log(capture, STREAM, 1);
      awaitPublished(STREAM, 21);
      Servers.kafka().stop();
      log(capture, STREAM, 1);
      awaitWaitingForKafka(capture);
      Servers.postgres().restore(database, dump);
      assertThat(capture.http().log(Events.order(UUID.randomUUID(), STREAM)).status())
          .isEqualTo(503);
      Servers.kafka().start();

      assertThat(log(capture, STREAM, 1).text("sequence")).isEqualTo("22");
      JsonObject health = capture.http().get("/health").json();
      assertThat(health.object("published").text("put_back")).isEqualTo("2");
      assertThat(health.string("status")).isEqualTo("degraded");
      awaitPublished(STREAM, 23);
      assertOneEventForEachNumber(STREAM, 23);
    }
  }

  @Test
  void whileKafkaIsAwayAtTheStartEventsAreSpooledAndNumberedOnceItIsBack(@TempDir Path spool) {
    Database dump;
    try (var capture = RunningCapture.start(database)) {
      log(capture, STREAM, 20);
      awaitPublished(STREAM, 20);
      dump = Servers.postgres().dump(database);
      log(capture, STREAM, 5);
      awaitPublished(STREAM, 25);
    }
    Servers.kafka().stop();
    try (var capture =
        RunningCapture.start(
            dump,
            "--tradewitness.capture.spool.folder=" + spool,
            "--tradewitness.capture.published.patience=2s")) {
      for (int i = 0; i < 3; i++) {
        var answer = capture.http().log(Events.order(UUID.randomUUID(), STREAM));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
      }
      await()
          .atMost(PATIENCE)
          .until(() ->
              "KAFKA_AWAY"
                  .equals(
                      capture.http().get("/health").json().object("published").string("state")));
      JsonObject health = capture.http().get("/health").json();
      assertThat(health.string("status")).isEqualTo("degraded");
      assertThat(health.text("spooled_events")).isEqualTo("3");
      Servers.kafka().start();
      awaitPublished(STREAM, 28);
      assertOneEventForEachNumber(STREAM, 28);
      assertThat(log(capture, STREAM, 1).text("sequence")).isEqualTo("28");
    }
  }

  @Test
  void messagesThatKafkaDeletedBeforeTheyWereComparedStopTheNumbering() throws Exception {
    Database dump;
    try (var capture = RunningCapture.start(database)) {
      log(capture, STREAM, 10);
      awaitPublished(STREAM, 10);
      awaitPositions();
      dump = Servers.postgres().dump(database);
      log(capture, STREAM, 10);
      awaitPublished(STREAM, 20);
    }
    var newest = topics.events(STREAM).getLast();
    deleteBefore(newest, newest.offset() + 1);
    try (var capture = RunningCapture.start(dump)) {
      JsonObject published = capture.http().get("/health").json().object("published");
      assertThat(published.string("state")).isEqualTo("CONTRADICTED");
      assertThat(published.string("detail")).contains("were deleted before they were compared");
    }
  }

  @Test
  void eventsOfAStreamThatSignsCheckpointsAloneAreBackToo() {
    Database dump = dumpThatLacks(7, CHECKPOINT, CHECKPOINT_STREAM);
    try (var capture = RunningCapture.start(dump, CHECKPOINT_STREAM)) {
      assertThat(log(capture, CHECKPOINT, 1).text("sequence")).isEqualTo("17");
      awaitPublished(CHECKPOINT, 18);
      assertOneEventForEachNumber(CHECKPOINT, 18);
    }
  }

  @Test
  void unsealedEventsThatADumpLacksStopTheNumberingUntilAPersonDecides() {
    Database dump = dumpThatLacks(7, CHECKPOINT, CHECKPOINT_STREAM);
    sendAgainWithoutSeals(CHECKPOINT);
    Database second = Servers.postgres().dump(dump);
    try (var capture = RunningCapture.start(dump, CHECKPOINT_STREAM)) {
      var health = capture.http().get("/health");
      assertThat(health.status()).isEqualTo(503);
      JsonObject published = health.json().object("published");
      assertThat(published.string("state")).isEqualTo("CONTRADICTED");
      assertThat(published.string("detail"))
          .contains("7 published events are not in the database")
          .contains(CHECKPOINT + ": sequence 10 is missing");
      assertThat(health.json().string("database")).isEqualTo("up");
      var refused = capture.http().log(Events.order(UUID.randomUUID(), STREAM));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("published");
    }
    String[] taking = with("--tradewitness.capture.published.take-unsealed=true");
    try (var capture = RunningCapture.start(second, taking)) {
      assertThat(log(capture, CHECKPOINT, 1).text("sequence")).isEqualTo("17");
      awaitPublished(CHECKPOINT, 18);
    }
  }

  @Test
  void aGapInWhatTheTopicStillHasStopsTheNumbering() throws Exception {
    Database dump = dumpThatLacks(10, STREAM);
    ConsumerRecord<byte[], byte[]> kept =
        topics.events(STREAM).stream()
            .filter(message -> TopicReader.headers(message).sequence() == 15)
            .findFirst()
            .orElseThrow();
    deleteBefore(kept, kept.offset());
    try (var capture = RunningCapture.start(dump)) {
      JsonObject published = capture.http().get("/health").json().object("published");
      assertThat(published.string("state")).isEqualTo("CONTRADICTED");
      assertThat(published.string("detail")).contains(STREAM + ": sequence 15 is missing");
      assertThat(capture.http().log(Events.order(UUID.randomUUID(), STREAM)).status())
          .isEqualTo(503);
    }
  }

  @Test
  void aPersonWhoGivesLostEventsUpNamesThemAndIsAskedOnce() {
    Database dump = dumpThatLacks(7, CHECKPOINT, CHECKPOINT_STREAM);
    sendAgainWithoutSeals(CHECKPOINT);
    String code;
    try (var capture =
        RunningCapture.start(dump, with("--tradewitness.capture.published.give-up=other"))) {
      JsonObject published = capture.http().get("/health").json().object("published");
      assertThat(published.string("state")).isEqualTo("CONTRADICTED");
      String detail = Objects.requireNonNull(published.string("detail"));
      code = detail.substring(detail.lastIndexOf(' ') + 1);
    }
    RunningCapture.start(dump, with("--tradewitness.capture.published.give-up=" + code)).close();
    try (var capture = RunningCapture.start(dump, CHECKPOINT_STREAM)) {
      assertThat(log(capture, CHECKPOINT, 1).text("sequence")).isEqualTo("10");
      assertThat(capture.http().get("/health").json().object("published").string("state"))
          .isEqualTo("COMPARED");
    }
  }

  /// Ten events are in the dump; what comes after it is published.
  private Database dumpThatLacks(int events, String stream, String... settings) {
    try (var capture = RunningCapture.start(database, settings)) {
      log(capture, stream, 10);
      awaitPublished(stream, 10);
      Database dump = Servers.postgres().dump(database);
      log(capture, stream, events);
      awaitPublished(stream, 10 + events);
      return dump;
    }
  }

  /// As an earlier version sent them.
  private void sendAgainWithoutSeals(String stream) {
    List<ConsumerRecord<byte[], byte[]>> sent = topics.events(stream);
    Servers.kafka().wipeTopic("vcp.events");
    for (ConsumerRecord<byte[], byte[]> message : sent) {
      message.headers().remove(PlaceSeal.HEADER);
      topics.send(message);
    }
  }

  private static final String TAPPED =
      """
      {"order_id":"tapped","symbol":"X","side":"BUY","type":"LIMIT","price":"1.50","quantity":"10"}\
      """;

  private static final String ROOT = "ab".repeat(32);
  private static final String BATCH =
      """
      {"batch_id":"%s","policy_id":"%s","merkle_algo":"RFC6962","merkle_root":"%s","event_count":20,\
      "first_sequence":0,"last_sequence":19,"closed_at":"2026-03-01T12:00:00.000000Z",\
      "anchored_at":null,"status":"PENDING","anchors":[]}\
      """
          .formatted("01932f5e-0000-7000-8000-00000000000b", STREAM, ROOT);

  private static void deleteBefore(ConsumerRecord<byte[], byte[]> message, long offset)
      throws Exception {
    try (var admin =
        Admin.create(Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(message.topic(), message.partition()),
                  RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  /// Until the database knows that something was published.
  private void awaitPositions() {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          try (var connection = database.connect();
              var statement = connection.createStatement();
              var row =
                  statement.executeQuery(
                      "select exists (select from published_position where next_offset > 0)")) {
            return row.next() && row.getBoolean(1);
          }
        });
  }

  private static void awaitStatus(RunningCapture capture, String status) {
    await()
        .atMost(PATIENCE)
        .until(() -> status.equals(capture.http().get("/health").json().string("status")));
  }

  /// Until a message waits in the producer.
  private static void awaitWaitingForKafka(RunningCapture capture) {
    Producer<?, ?> producer = capture.bean("relayProducer", Producer.class);
    await()
        .atMost(PATIENCE)
        .until(() ->
            figure(producer, "buffer-available-bytes") < figure(producer, "buffer-total-bytes"));
  }

  private static double figure(Producer<?, ?> producer, String name) {
    return producer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals(name))
        .mapToDouble(metric -> (double) metric.metricValue())
        .findFirst()
        .orElseThrow();
  }

  private static void awaitRoot(RunningCapture capture) {
    await()
        .atMost(PATIENCE)
        .until(() -> ROOT.equals(capture.http().get("/health").json().string("current_root")));
  }

  private static String[] with(String setting) {
    var settings = new ArrayList<>(List.of(CHECKPOINT_STREAM));
    settings.add(setting);
    return settings.toArray(String[]::new);
  }

  /// @return the last answer
  private JsonObject log(RunningCapture capture, String policyId, int events) {
    JsonObject answer = null;
    for (int i = 0; i < events; i++) {
      answer = log(capture, Events.order(UUID.randomUUID(), policyId));
    }
    return Objects.requireNonNull(answer);
  }

  private static void logBatch(RunningCapture capture, String policyId, int events) {
    String batch =
        Stream.generate(() -> Events.order(UUID.randomUUID(), policyId))
            .limit(events)
            .map(event -> event.replace('\n', ' '))
            .collect(Collectors.joining("\n"));
    var answer = capture.http().post("/vcp/log/batch", batch.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.json().text("accepted")).as(answer.text()).isEqualTo(events + "");
  }

  private static long putBack(CaptureHttp http) {
    JsonObject published = http.get("/health").json().object("published");
    return Long.parseLong(Objects.requireNonNull(published.text("put_back")));
  }

  /// Sends it until it is stored, as a client does.
  private JsonObject log(RunningCapture capture, String event) {
    var answers = new ArrayList<CaptureHttp.Answer>();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          answers.add(capture.http().log(event));
          return answers.getLast().status() <= 201;
        });
    JsonObject receipt = answers.getLast().json();
    receipts.put(receipt.string("event_id"), receipt);
    return receipt;
  }

  /// Without an id, with blanks behind it, with a security of the sender's and in a trace.
  private void logUnusual(RunningCapture capture) {
    String order = Events.order(UUID.randomUUID(), STREAM);
    log(capture, order.replaceFirst("\"event_id\": \"[^\"]*\", ", ""));
    log(capture, Events.order(UUID.randomUUID(), STREAM) + " \n ");
    String event = Events.order(UUID.randomUUID(), STREAM);
    String claiming =
        "{\"security\": {\"event_hash\": \"00\", \"note\": \",\\\"security\\\":\"}, "
            + event.substring(1);
    var answer =
        capture
            .http()
            .post(
                "/vcp/log",
                claiming.getBytes(StandardCharsets.UTF_8),
                Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    receipts.put(answer.json().string("event_id"), answer.json());
  }

  private static String shown(RunningCapture capture, String eventId) {
    var answer = capture.http().get("/vcp/events/" + eventId);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.text();
  }

  private void awaitPublished(String policyId, int events) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(numbers(policyId)).hasSize(events));
  }

  /// The hashes that were published under each number of a stream.
  private Map<Long, List<String>> numbers(String policyId) {
    var numbers = new HashMap<Long, List<String>>();
    topics.events(policyId).stream()
        .map(TopicReader::headers)
        .forEach(headers -> {
          List<String> hashes = numbers.computeIfAbsent(headers.sequence(), _ -> new ArrayList<>());
          if (!hashes.contains(headers.eventHash().hex())) {
            hashes.add(headers.eventHash().hex());
          }
        });
    return numbers;
  }

  private void assertOneEventForEachNumber(String policyId, int events) {
    Map<Long, List<String>> numbers = numbers(policyId);
    assertThat(numbers.keySet())
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, events).boxed().toList());
    assertThat(numbers.values()).allMatch(hashes -> hashes.size() == 1);
    receipts.values().stream()
        .filter(receipt -> policyId.equals(receipt.string("policy_id")))
        .forEach(receipt ->
            assertThat(numbers.get(Long.parseLong(receipt.text("sequence"))))
                .containsExactly(receipt.string("event_hash")));
  }
}
