package dev.tradewitness.vpin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.vpin.TradeTopic.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a pair's answer says while the epoch of new parameters is warming up: nothing of the former
/// one.
class ParameterChangeIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PAIR = "CHANGED-USD";

  /// Each trade fills a bucket of 100, and half of one of 200.
  private static final double SIZE = 1;

  private final TradeTopic topic = new TradeTopic(Servers.kafka().bootstrapServers());
  private final JsonMapper json = JsonMapper.builder().build();
  private final Database database = Servers.postgres().createDatabase("vpin");
  private final StoredRun run = new StoredRun(database);

  @Test
  void afterAChangeOfParametersAPairIsWarmingUpFromItsNextTradeUntilItsNewEpochHasAMetric() {
    Servers.kafka().resetTopics();
    try (var service = new RunningService(database, settings("100"))) {
      send(0, 4);
      JsonNode ready = pair(service);
      assertThat(ready.get("status").asString()).isEqualTo("READY");
      assertThat(ready.get("parameters").get("epoch").asInt()).isZero();
    }
    try (var service = new RunningService(database, settings("200"))) {
      JsonNode untraded = pair(service);
      assertThat(untraded.get("status").asString()).isEqualTo("READY");
      assertThat(untraded.get("parameters").get("bucket_size").asDouble()).isEqualTo(100);

      send(4, 1);
      JsonNode warming = pair(service);
      assertThat(warming.get("status").asString()).isEqualTo("WARMING_UP");
      assertThat(warming.get("pair").asString()).isEqualTo(PAIR);
      assertThat(warming.get("closed_buckets").asLong()).isZero();
      assertThat(warming.get("warm_up_buckets").asInt()).isEqualTo(2);
      for (String ofTheFormerEpoch :
          List.of("vpin", "sequence", "percentile", "parameters", "toxicity", "toxicity_basis")) {
        assertThat(warming.has(ofTheFormerEpoch)).as(ofTheFormerEpoch).isFalse();
      }
      JsonNode listed = get(service, "/v1/vpin").get("pairs").get(0);
      assertThat(listed).isEqualTo(warming);
      JsonNode history = get(service, "/v1/vpin/" + PAIR + "/history");
      assertThat(history.get("count").asInt()).as("the former metrics stay").isEqualTo(3);

      send(5, 3);
      JsonNode again = pair(service);
      assertThat(again.get("status").asString()).isEqualTo("READY");
      assertThat(again.get("parameters").get("epoch").asInt()).isEqualTo(1);
      assertThat(again.get("parameters").get("bucket_size").asDouble()).isEqualTo(200);
      assertThat(again.get("sequence").asLong()).isEqualTo(3);
    }
  }

  private static Map<String, String> settings(String bucketSize) {
    var settings = new HashMap<String, String>();
    settings.put("BUCKET_SIZE", bucketSize);
    settings.put("NUM_BUCKETS", "4");
    settings.put("EMIT_INTERVAL", "1");
    settings.put("tradewitness.vpin.feed.earliest-trade", "1970-01-01T00:00:00Z");
    return settings;
  }

  /// Waits until they are in the table.
  private void send(int before, int count) {
    List<Message> trades = new ArrayList<>();
    for (int i = before; i < before + count; i++) {
      trades.add(TradeTopic.trade(PAIR, 1_733_234_567_890L + i, 100, SIZE, i % 2 == 0 ? 1 : -1));
    }
    topic.send(Topics.PROCESSED_TRADES, trades);
    // A pair's count begins anew with its epoch; the offset does not.
    await().atMost(PATIENCE).ignoreExceptions().until(() -> run.read() == before + count);
  }

  private JsonNode pair(RunningService service) {
    return get(service, "/v1/vpin/" + PAIR);
  }

  private JsonNode get(RunningService service, String path) {
    return json.readTree(
        RestClient.create("http://127.0.0.1:" + service.port())
            .get()
            .uri(path)
            .retrieve()
            .body(String.class));
  }
}
