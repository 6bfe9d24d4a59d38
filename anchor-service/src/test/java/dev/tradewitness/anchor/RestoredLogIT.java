package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.kafka.TopicTail;
import dev.tradewitness.launcher.command.Commands;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// PostgreSQL is lost, and an older dump takes its place, before a start or under the running
/// service: a log whose published batch is not in it is not signed until a person decides, and its
/// leaves come back meanwhile.
class RestoredLogIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String STREAM = "test:restored";
  private static final String SEED = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

  private final HttpClient http = HttpClient.newHttpClient();
  private final CapturePeer capture = CapturePeer.start();
  private KafkaProducer<byte[], byte[]> producer;
  private Database database;

  @BeforeEach
  void freshServers() {
    Servers.kafka().resetTopics();
    database = Servers.postgres().createDatabase("anchor");
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    producer.close();
    capture.close();
    http.close();
  }

  @Test
  void aDumpFromBeforeAPublishedBatchSignsNothingUntilAPersonSaysSo() throws Exception {
    Database dump;
    String signed;
    try (var service = start(database)) {
      sendAndClose(service, 100);
      dump = Servers.postgres().dump(database);
      sendAndClose(service, 50);
      signed = checkpoint(service);
      assertThat(batches(service)).isEqualTo(2);
    }
    try (var service = start(dump)) {
      awaitHealth(service, "NOT_SIGNED");
      assertThat(text(service, "/health"))
          .contains("batch")
          .contains("sequences 100 to 149")
          .contains("not stored");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(text(service, "/vcp/anchor/status")).contains("\"size\":150"));
      post(service, "/vcp/anchor?policy_id=" + STREAM);
      assertThat(batches(service)).as("no batch closes").isEqualTo(1);
      assertThat(checkpoint(service)).as("nothing is signed").startsWith("100\n");

      HttpResponse<String> settled =
          post(service, "/vcp/logs/" + STREAM + "/settle?by=Ada&why=restored&action=sign");
      assertThat(settled.statusCode()).as(settled.body()).isEqualTo(200);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(checkpoint(service)).startsWith("150\n"));
      assertThat(root(checkpoint(service))).isEqualTo(root(signed));
    }
    System.out.println(
        "older dump under anchor: 150 leaves signed, 50 of them and 1 batch not in the dump, the"
            + " batch named at the start, 0 signed before a person settled it, the same root after");
  }

  @Test
  void anOlderDumpUnderARunningAnchorSignsNothingUntilAPersonSaysSo() throws Exception {
    try (var service = start(database)) {
      sendAndClose(service, 100);
      Database dump = Servers.postgres().dump(database);
      sendAndClose(service, 50);
      String signed = checkpoint(service);

      Servers.postgres().restore(database, dump);

      awaitHealth(service, "NOT_SIGNED");
      assertThat(text(service, "/health"))
          .contains("batch")
          .contains("sequences 100 to 149")
          .contains("not stored");
      awaitLeaves(service, 150);
      assertNothingIsSigned(service);
      assertThat(published()).as("batches that were ever published").hasSize(2);

      settle(service);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(checkpoint(service)).startsWith("150\n"));
      assertThat(root(checkpoint(service))).isEqualTo(root(signed));
      sendAndClose(service, 10);
      assertThat(text(service, "/health")).doesNotContain("NOT_SIGNED");
    }
    System.out.println(
        "older dump under a running anchor: 150 leaves signed, 50 of them and 1 batch not in the"
            + " dump, 1 log stopped, 0 signed before a person settled it, the same root after");
  }

  @Test
  void aCheckpointThatNoBatchHasIsRememberedByTheRunningAnchor() throws Exception {
    try (var service = start(database)) {
      sendAndClose(service, 100);
      Database dump = Servers.postgres().dump(database);
      send(service, 30);
      String signed = checkpoint(service);

      Servers.postgres().restore(database, dump);

      awaitHealth(service, "NOT_SIGNED");
      assertThat(text(service, "/health"))
          .contains("the checkpoint over 130 leaves")
          .contains("was signed since this instance started and is not stored any more");
      awaitLeaves(service, 130);
      assertNothingIsSigned(service);
      settle(service);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(checkpoint(service)).isEqualTo(signed));
    }
  }

  /// Neither PostgreSQL nor the database is another one: only the process knows better.
  @Test
  void tablesThatArePutBackUnderARunningAnchorAreNoticedWhenItSigns() throws Exception {
    try (var service = start(database)) {
      sendAndClose(service, 100);
      saveTables();
      sendAndClose(service, 50);

      // PostgreSQL may break a deadlock with the service.
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> {
            restoreTables();
            return true;
          });

      awaitHealth(service, "NOT_SIGNED");
      awaitLeaves(service, 150);
      assertNothingIsSigned(service);
      assertThat(published()).hasSize(2);
      settle(service);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(checkpoint(service)).startsWith("150\n"));
    }
  }

  @Test
  void aCurrentDumpUnderARunningAnchorIsSignedOnWithoutAPerson() throws Exception {
    try (var service = start(database)) {
      sendAndClose(service, 100);
      String signed = checkpoint(service);
      Servers.postgres().restore(database, Servers.postgres().dump(database));

      sendAndClose(service, 50);

      assertThat(batches(service)).isEqualTo(2);
      assertThat(text(service, "/health"))
          .doesNotContain("NOT_SIGNED")
          .doesNotContain("NOT_COMPARED");
      assertThat(text(service, "/metrics"))
          .containsPattern("tradewitness_anchor_signing_holds_total [1-9]")
          .contains("tradewitness_anchor_signed_forgotten_total 0");
      List<JsonObject> chain = published();
      assertThat(chain).hasSize(2);
      assertThat(chain.get(1).string("previous_batch_hash"))
          .isEqualTo(chain.get(0).string("batch_hash"));
      assertThat(consistency(service, 100, 150)).isEqualTo(root(signed));
    }
    System.out.println(
        "current dump under a running anchor: 100 leaves signed before and 50 after, 0 logs stopped,"
            + " 2 batches in one chain");
  }

  @Test
  void aRestartOfPostgresqlHoldsSigningUntilAllIsComparedAgain() throws Exception {
    try (var service = start(database)) {
      sendAndClose(service, 20);
      capture.setAway(true);
      Servers.postgres().kill();
      Servers.postgres().start();
      send(20);
      awaitLeaves(service, 40);
      awaitHealth(service, "NOT_COMPARED");
      assertThat(text(service, "/health")).contains("PostgreSQL was started anew");
      assertThat(post(service, "/vcp/anchor?policy_id=" + STREAM).body()).contains("SIGNING_HELD");
      assertThat(checkpoint(service)).startsWith("20\n");

      capture.setAway(false);

      sendAndClose(service, 20);
      assertThat(text(service, "/health"))
          .doesNotContain("NOT_COMPARED")
          .doesNotContain("NOT_SIGNED");
      assertThat(published()).hasSize(2);
    }
  }

  private static final List<String> TABLES =
      List.of(
          "stream_log",
          "leaf",
          "tile",
          "checkpoint_head",
          "checkpoint",
          "batch",
          "batch_total",
          "anchor_job",
          "anchor_message",
          "feed_partition");

  private void saveTables() throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute("create table saved_%1$s as table %1$s".formatted(table));
      }
    }
  }

  private void restoreTables() throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "lock table %s in access exclusive mode".formatted(String.join(", ", TABLES)));
      for (String table : TABLES.reversed()) {
        statement.execute("delete from " + table);
      }
      for (String table : TABLES) {
        statement.execute(
            "insert into %1$s overriding system value select * from saved_%1$s".formatted(table));
      }
      connection.commit();
    }
  }

  private void awaitLeaves(ConfigurableApplicationContext service, int size) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(text(service, "/vcp/anchor/status")).contains("\"size\":" + size));
  }

  /// The dump has one batch over 100 leaves.
  private void assertNothingIsSigned(ConfigurableApplicationContext service) throws Exception {
    await()
        .during(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> {
          assertThat(post(service, "/vcp/anchor?policy_id=" + STREAM).statusCode())
              .as("no batch closes")
              .isIn(409, 503);
          assertThat(checkpoint(service)).as("nothing is signed").startsWith("100\n");
        });
    assertThat(batches(service)).isEqualTo(1);
  }

  /// As a person does, by the command.
  private static void settle(ConfigurableApplicationContext service) {
    int code =
        Commands.run(
            List.of(
                "anchor",
                "settle",
                STREAM,
                "--action=sign",
                "--by=Ada",
                "--why=restored",
                "--url=" + uri(service, "")));
    assertThat(code).as("exit code of anchor settle").isZero();
  }

  /// The first record of each batch on `vcp.anchors`, in order.
  private static List<JsonObject> published() throws Exception {
    var batches = new LinkedHashMap<String, JsonObject>();
    var tail =
        new TopicTail(
            Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()),
            Topics.VCP_ANCHORS,
            Duration.ofSeconds(20));
    tail.read(
        (_, beginning, _) -> beginning,
        message -> {
          JsonObject record = json(message.value());
          batches.putIfAbsent(record.string("batch_hash"), record);
        });
    return List.copyOf(batches.values());
  }

  private static JsonObject json(byte[] text) {
    try {
      return Json.parseObject(text, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new AssertionError(e);
    }
  }

  /// The root, in base64, from which the log grew to the second size.
  private String consistency(ConfigurableApplicationContext service, int first, int second)
      throws Exception {
    String path = "/vcp/logs/%s/consistency?first=%d&second=%d".formatted(STREAM, first, second);
    String root = json(text(service, path).getBytes(StandardCharsets.UTF_8)).string("first_root");
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(root));
  }

  private void send(int events) {
    List<TestEvent> sent = capture.add(STREAM, events);
    sent.forEach(event -> {
      var _ = producer.send(event.message());
    });
    producer.flush();
  }

  private void send(ConfigurableApplicationContext service, int events) {
    int size = capture.stream(STREAM).size() + events;
    send(events);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(checkpoint(service)).startsWith(size + "\n"));
  }

  private void sendAndClose(ConfigurableApplicationContext service, int events) throws Exception {
    send(service, events);
    assertThat(post(service, "/vcp/anchor?policy_id=" + STREAM).statusCode()).isEqualTo(200);
    awaitHealth(service, "\"queue_size\":0");
  }

  private void awaitHealth(ConfigurableApplicationContext service, String text) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(text(service, "/health")).contains(text));
  }

  /// The size and the root of the newest checkpoint.
  private String checkpoint(ConfigurableApplicationContext service) throws Exception {
    String[] note = text(service, "/logs/" + STREAM + "/checkpoint").split("\n");
    return note[1] + "\n" + note[2];
  }

  private static String root(String checkpoint) {
    return checkpoint.split("\n")[1];
  }

  private int batches(ConfigurableApplicationContext service) throws Exception {
    JsonObject answer = json(text(service, "/vcp/anchors").getBytes(StandardCharsets.UTF_8));
    JsonArray batches = Objects.requireNonNull(answer.array("batches"));
    return batches.size();
  }

  private ConfigurableApplicationContext start(Database on) {
    return new SpringApplication(AnchorApplication.class)
        .run(
            // Longer than any of these cases takes.
            "--tradewitness.anchor.batch.capture-wait=10m",
            "--server.port=0",
            "--tradewitness.anchor.signing.seed=" + SEED,
            "--tradewitness.anchor.capture-url=" + capture.url(),
            "--tradewitness.anchor.checkpoint.interval=100ms",
            "--tradewitness.anchor.feed.compare-interval=1s",
            "--spring.datasource.url=" + on.jdbcUrl(),
            "--spring.datasource.username=" + on.user(),
            "--spring.datasource.password=" + on.password(),
            "--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers());
  }

  private String text(ConfigurableApplicationContext service, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(uri(service, path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private HttpResponse<String> post(ConfigurableApplicationContext service, String path)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(service, path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(ConfigurableApplicationContext service, String path) {
    return URI.create(
        "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path);
  }
}
