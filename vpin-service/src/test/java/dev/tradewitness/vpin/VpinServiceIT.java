package dev.tradewitness.vpin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.TestServers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Trades in, metrics out: table, topic and HTTP.
@TestServers("vpin")
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"BUCKET_SIZE=500", "NUM_BUCKETS=10", "EMIT_INTERVAL=7"})
class VpinServiceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TradeTopic topic = new TradeTopic(Servers.kafka().bootstrapServers());
  private final JsonMapper json = JsonMapper.builder().build();
  private final JdbcClient jdbc;
  private final RestClient http;

  @Autowired
  VpinServiceIT(JdbcClient jdbc, @LocalServerPort int port) {
    this.jdbc = jdbc;
    this.http =
        RestClient.builder()
            .baseUrl("http://127.0.0.1:" + port)
            .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {})
            .build();
  }

  @Test
  void tradesBecomeMetricsInTheTableTheTopicAndTheAnswers() {
    topic.send(Topics.PROCESSED_TRADES, TradeTopic.random(1, 5_000, 6));
    await().atMost(PATIENCE).until(() -> trades() == 5_000);
    long metrics = jdbc.sql("SELECT count(*) FROM metric").query(Long.class).single();
    assertThat(metrics).isGreaterThan(500);
    await().atMost(PATIENCE).until(() -> topic.readAll(Topics.VPIN).size() >= metrics);

    List<ConsumerRecord<byte[], byte[]>> published = topic.readAll(Topics.VPIN);
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
    assertThat(all.get("count").asInt()).isEqualTo(6);
    JsonNode one = get("/v1/vpin/PAIR0-USD");
    assertThat(one.get("status").asString()).isEqualTo("READY");
    assertThat(one.get("sequence").asLong()).isEqualTo(next.get("PAIR0-USD") - 1);
    assertThat(one.get("band").asString()).isIn("LOW", "MODERATE", "HIGH", "VERY_HIGH");
    JsonNode history = get("/v1/vpin/PAIR0-USD/history?limit=3");
    assertThat(history.get("count").asInt()).isEqualTo(3);
    assertThat(history.get("truncated").asBoolean()).isTrue();
    String csv = text("/v1/vpin/PAIR0-USD/history?format=csv&limit=2");
    assertThat(csv.split("\r\n")).hasSize(3);
    JsonNode health = get("/health");
    assertThat(health.propertyNames().iterator().next()).isEqualTo("status");
    assertThat(health.get("status").asString()).isEqualTo("healthy");
  }

  private long trades() {
    return jdbc.sql("SELECT coalesce(sum(trades), 0) FROM pair_state").query(Long.class).single();
  }

  private JsonNode get(String path) {
    return json.readTree(text(path));
  }

  private String text(String path) {
    ResponseEntity<String> answer = http.get().uri(path).retrieve().toEntity(String.class);
    String body = answer.getBody();
    assertThat(body).isNotNull();
    return body;
  }
}
