package dev.tradewitness.vpin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.threads.ThreadWatch;
import dev.tradewitness.testservers.AllConnections;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.TestServers;
import dev.tradewitness.testservers.Transactions;
import dev.tradewitness.vpin.TradeTopic.Message;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.event.ConsumerPausedEvent;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Trades in, metrics out: table, topic and HTTP.
@TestServers("vpin")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "BUCKET_SIZE=500",
      "NUM_BUCKETS=10",
      "EMIT_INTERVAL=7",
      "tradewitness.vpin.feed.earliest-trade=1970-01-01T00:00:00Z",
      "tradewitness.vpin.state.retention-interval=1s"
    })
class VpinServiceIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TradeTopic topic = new TradeTopic(Servers.kafka().bootstrapServers());
  private final JsonMapper json = JsonMapper.builder().build();
  private final JdbcClient jdbc;
  private final RestClient http;
  private final String base;

  private final HikariDataSource requestPool;

  @Autowired
  VpinServiceIT(
      JdbcClient jdbc,
      @Qualifier("requestPool") HikariDataSource requestPool,
      @LocalServerPort int port) {
    this.jdbc = jdbc;
    this.requestPool = requestPool;
    this.base = "http://127.0.0.1:" + port;
    this.http =
        RestClient.builder()
            .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {})
            .build();
  }

  @Test
  void boundsThatTheHeapCannotHoldStopTheStartNamingThemAndTheHeap() {
    var settings = Map.of("tradewitness.vpin.feed.pairs-per-partition-max", "100000");
    assertThatThrownBy(
            () -> new RunningService(Servers.postgres().createDatabase("vpin"), settings))
        .hasStackTraceContaining(
            "tradewitness.vpin.feed.pairs-per-partition-max=100000 with num-buckets=50 and"
                + " history-windows=20 in 8 partitions: 7972 MiB; ")
        .hasStackTraceContaining(
            "three quarters of the heap of %d MiB"
                .formatted(Runtime.getRuntime().maxMemory() >> 20));
  }

  @Test
  void tradesBecomeMetricsInTheTableTheTopicAndTheAnswers() {
    topic.send(Topics.PROCESSED_TRADES, TradeTopic.random(1, 5_000, 6));
    await().atMost(PATIENCE).until(() -> trades("PAIR%-USD") == 5_000);
    long metrics =
        jdbc.sql("SELECT count(*) FROM metric WHERE pair LIKE 'PAIR%'").query(Long.class).single();
    assertThat(metrics).isGreaterThan(500);
    await().atMost(PATIENCE).until(() -> published("PAIR").size() >= metrics);
    List<ConsumerRecord<byte[], byte[]>> published = published("PAIR");
    assertThat(published).hasSize((int) metrics);
    var next = new HashMap<String, Long>();
    for (ConsumerRecord<byte[], byte[]> message : published) {
      JsonNode metric = json.readTree(message.value());
      String pair = metric.get("pair").asString();
      long sequence = metric.get("sequence").asLong();
      assertThat(sequence).as(pair).isEqualTo(next.merge(pair, 1L, Long::sum) - 1);
      assertThat(message.key()).isEqualTo(pair.getBytes(StandardCharsets.UTF_8));
      assertThat(message.headers().lastHeader("sequence").value())
          .isEqualTo(ByteBuffer.allocate(8).putLong(sequence).array());
      assertThat(metric.get("_topic").asString()).isEqualTo(Topics.VPIN);
      assertThat(metric.get("processor").asString()).isEqualTo("tradewitness-vpin");
      assertThat(metric.get("parameters").get("bucket_size").asDouble()).isEqualTo(500);
      assertThat(metric.get("vpin").asDouble()).isBetween(0.0, 1.0);
    }

    JsonNode all = get("/v1/vpin");
    assertThat(all.get("count").asInt()).isGreaterThanOrEqualTo(6);
    JsonNode some = get("/v1/vpin?limit=2&after=PAIR0-USD");
    assertThat(some.get("truncated").asBoolean()).isTrue();
    assertThat(some.get("pairs").valueStream().map(pair -> pair.get("pair").asString()))
        .containsExactly("PAIR1-USD", "PAIR2-USD");
    JsonNode one = get("/v1/vpin/PAIR0-USD");
    assertThat(one.get("status").asString()).isEqualTo("READY");
    assertThat(one.get("sequence").asLong()).isEqualTo(next.get("PAIR0-USD") - 1);
    assertThat(one.get("toxicity").asString()).isIn("LOW", "MODERATE", "HIGH", "VERY_HIGH");
    JsonNode history = get("/v1/vpin/PAIR0-USD/history?limit=3");
    assertThat(history.get("count").asInt()).isEqualTo(3);
    assertThat(history.get("truncated").asBoolean()).isTrue();
    String csv = text("/v1/vpin/PAIR0-USD/history?format=csv&limit=2");
    assertThat(csv.split("\r\n")).hasSize(3);
    JsonNode health = get("/health");
    assertThat(health.propertyNames().iterator().next()).isEqualTo("status");
    assertThat(health.get("status").asString()).isEqualTo("healthy");
  }

  @Test
  void questionsThatTakeAllConnectionsTheyMayHaveLeaveTheFeedItsOwn() throws Exception {
    try (var _ = AllConnections.of(requestPool, requestPool.getMaximumPoolSize())) {
      topic.send(
          Topics.PROCESSED_TRADES,
          IntStream.range(0, 50)
              .mapToObj(i -> TradeTopic.trade("CROWDED-USD", i, 1, 600, 1))
              .toList());
      await().atMost(PATIENCE).until(() -> trades("CROWDED-USD") == 50);
      assertThat(answer("/v1/vpin/CROWDED-USD").getStatusCode().value()).isEqualTo(503);
      assertThat(answer("/health").getStatusCode().value()).isEqualTo(200);
    }
    assertThat(get("/v1/vpin/CROWDED-USD").get("closed_buckets").asLong()).isEqualTo(60);
  }

  @Test
  void refusedMessagesGoToTheDeadLettersByNameAndTheFlowGoesOn() {
    Map<String, String> refused =
        Map.of(
            "{\"pair\":", "BROKEN_JSON",
            "[1,2]", "NOT_AN_OBJECT",
            "{\"timestamp\":1,\"price\":1,\"size\":1}", "NO_PAIR",
            "{\"pair\":\"DLT\",\"timestamp\":1,\"price\":1e999,\"size\":1}", "BAD_PRICE",
            "{\"pair\":\"DLT\",\"timestamp\":1,\"price\":1,\"size\":-1}", "BAD_SIZE",
            "{\"pair\":\"DLT\",\"timestamp\":-1,\"price\":1,\"size\":1}", "BAD_TIMESTAMP",
            "{\"pair\":\"DLT\",\"timestamp\":1,\"price\":1e300,\"size\":1}", "TOO_MANY_BUCKETS");
    topic.send(
        Topics.PROCESSED_TRADES,
        refused.keySet().stream().map(json -> new Message("DLT", json)).toList());
    topic.send(Topics.PROCESSED_TRADES, List.of(TradeTopic.trade("DLT", 1, 1, 1, 1)));
    await().atMost(PATIENCE).until(() -> trades("DLT") == 1);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(deadLetterReasons()).isEqualTo(refused));
    assertThat(text("/metrics"))
        .contains("vpin_messages_refused_total{reason=\"BAD_PRICE\"} 1.0")
        .contains("vpin_trades_total");
    assertThat(get("/health").get("refused").get("BROKEN_JSON").asInt()).isEqualTo(1);
  }

  /// By the letters' bytes; each is there once.
  private Map<String, String> deadLetterReasons() {
    var reasons = new HashMap<String, String>();
    for (ConsumerRecord<byte[], byte[]> letter :
        topic.readAll(Topics.deadLetters(Topics.PROCESSED_TRADES))) {
      String before =
          reasons.put(
              new String(letter.value(), StandardCharsets.UTF_8),
              new String(letter.headers().lastHeader("reason").value(), StandardCharsets.UTF_8));
      assertThat(before).as("sent once").isNull();
      assertThat(letter.headers().lastHeader("source_topic").value())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(Topics.PROCESSED_TRADES);
      assertThat(letter.headers().lastHeader("exception_class").value())
          .asString(StandardCharsets.UTF_8)
          .endsWith("TradeRefusedException");
    }
    return reasons;
  }

  /// An open transaction holds the running consumer at its position while Kafka deletes what lies
  /// behind: it asks for an offset that is gone.
  @Test
  void messagesThatExpireBeforeTheRunningConsumerReadsThemAreCounted() {
    Message trade = TradeTopic.trade("EXPIRED", 1, 1, 1, 1);
    topic.send(Topics.PROCESSED_TRADES, List.of(trade));
    await().atMost(PATIENCE).until(() -> trades("EXPIRED") == 1);
    TopicPartition partition = partitionOf("EXPIRED");
    long position = topic.end(partition);
    new Transactions(Servers.kafka().bootstrapServers())
        .abortAfter(
            Collections.nCopies(
                20,
                new ProducerRecord<>(
                    partition.topic(),
                    partition.partition(),
                    trade.pair().getBytes(StandardCharsets.UTF_8),
                    trade.json().getBytes(StandardCharsets.UTF_8))),
            () -> {
              topic.deleteBefore(partition, position + 20);
              await()
                  .atMost(PATIENCE)
                  .untilAsserted(() ->
                      assertThat(text("/metrics")).contains("vpin_messages_expired_total 20.0"));
            });
    topic.send(Topics.PROCESSED_TRADES, List.of(trade));
    await().atMost(PATIENCE).until(() -> trades("EXPIRED") == 2);
  }

  @Test
  void aPairWithASlashAndASpaceIsReachedByItsEncodedName() {
    topic.send(
        Topics.PROCESSED_TRADES,
        List.of(
            TradeTopic.trade("BTC/USD PERP", 1_000, 1, 5_000, 1),
            TradeTopic.trade("BTC/USD PERP", 2_000, 1, 10, 1)));
    await().atMost(PATIENCE).until(() -> trades("BTC/USD PERP") == 2);
    JsonNode pair = get("/v1/vpin/BTC%2FUSD%20PERP");
    assertThat(pair.get("pair").asString()).isEqualTo("BTC/USD PERP");
    assertThat(pair.get("status").asString()).isEqualTo("WARMING_UP");
    assertThat(pair.get("closed_buckets").asLong()).isEqualTo(10);
    assertThat(get("/v1/vpin/BTC%2FUSD%20PERP/history").get("count").asInt()).isZero();
  }

  @Test
  void historyIsCutByTimeLimitAndSequenceAndBandsByChoice() {
    for (int i = 0; i < 10; i++) {
      topic.send(
          Topics.PROCESSED_TRADES,
          List.of(TradeTopic.trade("HISTORY", 1_000L * i, 1, 7 * 500, i < 5 ? 1 : i % 2)));
    }
    topic.send(
        Topics.PROCESSED_TRADES,
        IntStream.range(0, 60)
            .mapToObj(i -> TradeTopic.trade("HISTORY", 10_000 + i, 1, 600, 1))
            .toList());
    await().atMost(PATIENCE).until(() -> trades("HISTORY") == 70);
    String history = "/v1/vpin/HISTORY/history";
    assertThat(get(history).get("count").asInt()).isEqualTo(10);
    assertThat(get(history).get("truncated").asBoolean()).isFalse();
    assertThat(sequences(history + "?limit=3")).containsExactly(7L, 8L, 9L);
    assertThat(sequences(history + "?limit=3&before=7")).containsExactly(4L, 5L, 6L);
    assertThat(sequences(history + "?to=6000")).containsExactly(0L);
    assertThat(sequences(history + "?from=1970-01-01T00:00:10Z&to=1970-01-01T00:00:10.010Z"))
        .containsExactly(1L, 2L);
    JsonNode absolute = get("/v1/vpin/HISTORY?bands=absolute");
    assertThat(absolute.get("vpin").asDouble()).isEqualTo(1.0);
    assertThat(absolute.get("toxicity").asString()).isEqualTo("VERY_HIGH");
    assertThat(absolute.get("toxicity_basis").asString()).isEqualTo("absolute");
    assertThat(get("/v1/vpin/HISTORY").get("toxicity_basis").asString()).isEqualTo("percentile");
  }

  @Test
  void anUnknownPairIsAProblemAndNotFound() {
    for (String path : List.of("/v1/vpin/NOPE", "/v1/vpin/NOPE/history")) {
      ResponseEntity<String> answer = answer(path);
      assertThat(answer.getStatusCode().value()).isEqualTo(404);
      assertThat(answer.getHeaders().getContentType())
          .isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
      assertThat(json.readTree(answer.getBody()).get("code").asString()).isEqualTo("PAIR_UNKNOWN");
    }
  }

  @Test
  void everyParameterAtFaultIsNamed() {
    ResponseEntity<String> answer =
        answer("/v1/vpin/X/history?from=yesterday&limit=0&before=-1&format=xml&resolution=1m");
    assertThat(answer.getStatusCode().value()).isEqualTo(400);
    JsonNode violations = json.readTree(answer.getBody()).get("violations");
    assertThat(violations.valueStream().map(one -> one.get("pointer").asString()))
        .containsExactlyInAnyOrder("/from", "/limit", "/before", "/format", "/resolution");
    assertThat(answer("/v1/vpin/X/history?from=2&to=1").getStatusCode().value()).isEqualTo(400);
    assertThat(answer("/v1/vpin?limit=0").getStatusCode().value()).isEqualTo(400);
    assertThat(answer("/v1/vpin?after=%00").getStatusCode().value()).isEqualTo(400);
    assertThat(answer("/v1/vpin?bands=mood").getStatusCode().value()).isEqualTo(400);
  }

  @Test
  void theApiIsDescribedAndTheServiceSaysThatItIsReady() {
    assertThat(
            get("/v3/api-docs")
                .at("/paths/~1v1~1vpin~1{pair}~1history/get/parameters")
                .valueStream()
                .map(parameter ->
                    parameter.get("in").asString() + " " + parameter.get("name").asString()))
        .containsExactlyInAnyOrder(
            "path pair",
            "query from",
            "query to",
            "query before",
            "query limit",
            "query resolution",
            "query format");
    assertThat(get("/v3/api-docs").get("paths").propertyNames())
        .contains("/v1/vpin", "/v1/vpin/{pair}", "/v1/vpin/{pair}/history", "/health");
    assertThat(get("/actuator/health/readiness").get("status").asString()).isEqualTo("UP");
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void aRetentionThatHangsHoldsUpNoOtherTask(
      @Autowired ScheduledTaskHolder tasks, @Autowired DataSource database) throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
      statement.execute("LOCK TABLE publish_position IN ACCESS EXCLUSIVE MODE");
      var since = new AtomicReference<>("");
      var next = new HashMap<ScheduledTask, Instant>();
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> {
            String waits = retentionWaits();
            if (waits.isEmpty() || !waits.equals(since.getAndSet(waits))) {
              next.clear();
              tasks.getScheduledTasks().forEach(task -> next.put(task, task.nextExecution()));
              return false;
            }
            // Lag, topic and consumers; the statistics come every 30 s.
            return next.entrySet().stream().filter(VpinServiceIT::hasRun).count() >= 3;
          });
      connection.rollback();
    }
  }

  /// Since when the retention has waited for a lock; empty while it does not.
  private String retentionWaits() {
    return String.join(
        " ",
        jdbc.sql(
                """
                SELECT query_start::text FROM pg_stat_activity
                WHERE wait_event_type = 'Lock' AND query LIKE 'SELECT partition FROM publish_pos%'
                """)
            .query(String.class)
            .list());
  }

  private static boolean hasRun(Map.Entry<ScheduledTask, Instant> task) {
    Instant next = task.getKey().nextExecution();
    // The times are computed from a delay, to a millisecond or two.
    return next != null && next.isAfter(task.getValue().plusMillis(100));
  }

  /// The last one: nothing works afterwards.
  @Test
  @Order(Integer.MAX_VALUE)
  void aThreadThatEndsTakesReadinessAlong(
      @Autowired ThreadWatch threads, @Autowired ApplicationEventMulticaster events) {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("vpin-publisher"))
        .forEach(Thread::interrupt);
    // Awaitility would take the watch's place.
    await()
        .dontCatchUncaughtExceptions()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(threads.ended()).contains("vpin-publisher"));
    assertThat(answer("/actuator/health/readiness").getStatusCode().value()).isEqualTo(503);

    events.addApplicationListener(new Fatal());
    topic.send(Topics.PROCESSED_TRADES, List.of(TradeTopic.trade("LAST", 1, 1, 1, 1)));
    await().atMost(PATIENCE).until(() -> trades("LAST") == 1);
    // The next poll fails and is to be tried again.
    jdbc.sql("UPDATE feed_partition SET owner_epoch = owner_epoch + 1").update();
    topic.send(Topics.PROCESSED_TRADES, List.of(TradeTopic.trade("LAST", 2, 1, 1, 1)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(threads.ended())
                .anyMatch(name -> name.startsWith("consumer ") && name.endsWith("ERROR")));
  }

  /// Ends a consumer on its own thread, as a class that cannot be loaded does.
  private static final class Fatal implements ApplicationListener<ConsumerPausedEvent> {
    @Override
    public void onApplicationEvent(ConsumerPausedEvent paused) {
      throw new NoClassDefFoundError("a consumer's");
    }
  }

  private long trades(String pairs) {
    return jdbc.sql("SELECT coalesce(sum(trades), 0) FROM pair_state WHERE pair LIKE ?")
        .param(pairs)
        .query(Long.class)
        .single();
  }

  private TopicPartition partitionOf(String pair) {
    return new TopicPartition(
        Topics.PROCESSED_TRADES,
        jdbc.sql("SELECT partition FROM pair_state WHERE pair = ?")
            .param(pair)
            .query(Integer.class)
            .single());
  }

  private List<ConsumerRecord<byte[], byte[]>> published(String prefix) {
    return topic.readAll(Topics.VPIN).stream()
        .filter(message -> new String(message.key(), StandardCharsets.UTF_8).startsWith(prefix))
        .toList();
  }

  private List<Long> sequences(String path) {
    return get(path).get("metrics").valueStream().map(one -> one.get("sequence").asLong()).toList();
  }

  private JsonNode get(String path) {
    return json.readTree(text(path));
  }

  private String text(String path) {
    String body = answer(path).getBody();
    assertThat(body).isNotNull();
    return body;
  }

  private ResponseEntity<String> answer(String path) {
    return http.get().uri(URI.create(base + path)).retrieve().toEntity(String.class);
  }
}
