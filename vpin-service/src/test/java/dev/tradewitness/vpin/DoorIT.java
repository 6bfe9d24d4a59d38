package dev.tradewitness.vpin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.TestServers;
import dev.tradewitness.testservers.Transactions;
import dev.tradewitness.vpin.TradeTopic.Message;
import dev.tradewitness.vpin.vitals.Progress;
import dev.tradewitness.vpin.vitals.Vitals;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// What reaches the service and what does not.
@TestServers("vpin")
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"BUCKET_SIZE=500", "NUM_BUCKETS=2", "EMIT_INTERVAL=1"})
class DoorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TradeTopic topic = new TradeTopic(Servers.kafka().bootstrapServers());
  private final JdbcClient jdbc;
  private final Progress progress;
  private final String base;

  @Autowired
  DoorIT(JdbcClient jdbc, Vitals vitals, @LocalServerPort int port) {
    this.jdbc = jdbc;
    this.progress = vitals.progress();
    this.base = "http://127.0.0.1:" + port;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"BTC/USD", "a\\b", "100%", "a;b=c", "?#", "A B", "\u8d35\u5dde", "../x", "\u00c9"})
  void everyPairIsAddressable(String pair) throws Exception {
    topic.send(
        Topics.PROCESSED_TRADES,
        IntStream.range(0, 20).mapToObj(i -> new Message(pair, trade(pair, i))).toList());
    String path = "/v1/vpin/" + URLEncoder.encode(pair, StandardCharsets.UTF_8).replace("+", "%20");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(get(path).statusCode()).isEqualTo(200));
    assertThat(JsonMapper.shared().readTree(get(path).body()).get("pair").asString())
        .isEqualTo(pair);
    assertThat(get(path + "/history").statusCode()).isEqualTo(200);
  }

  @Test
  void aTradeOfAnAbortedTransactionIsNotCounted() {
    var transactions = new Transactions(Servers.kafka().bootstrapServers());
    transactions.abort(List.of(record("ABORTED", 0), record("COMMITTED", 0)));
    transactions.commit(List.of(record("COMMITTED", 1), record("COMMITTED", 2)));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(trades("COMMITTED")).isEqualTo(2));
    assertThat(trades("ABORTED")).isZero();
    transactions.abort(List.of(record("ABORTED", 1)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(number("SELECT next_offset FROM feed_partition WHERE partition = 0"))
              .as("passes the markers and the aborted messages")
              .isEqualTo(topic.end(new TopicPartition(Topics.PROCESSED_TRADES, 0)));
          assertThat(progress.lag()).isZero();
        });
  }

  private static ProducerRecord<byte[], byte[]> record(String pair, int number) {
    return new ProducerRecord<>(
        Topics.PROCESSED_TRADES,
        0,
        pair.getBytes(StandardCharsets.UTF_8),
        trade(pair, number).getBytes(StandardCharsets.UTF_8));
  }

  private static String trade(String pair, int number) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("pair", pair)
        .put("timestamp", 1_733_234_567_890L + number)
        .put("price", 100)
        .put("size", 10)
        .put("trade_direction", 1)
        .toString();
  }

  private long number(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  private long trades(String pair) {
    return jdbc.sql("SELECT coalesce(sum(trades), 0) FROM pair_state WHERE pair = ?")
        .param(pair)
        .query(Long.class)
        .single();
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
