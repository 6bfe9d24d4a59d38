package dev.tradewitness.vpin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.MovableClock;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.vpin.TradeTopic.Message;
import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.vitals.Vitals;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The clock of the machine that runs service and database jumps by more than a day, both ways.
class ClockJumpIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration JUMP = Duration.ofHours(25);
  private static final int TRADES_EACH = 2_000;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "BUCKET_SIZE", "300",
          "NUM_BUCKETS", "20",
          "EMIT_INTERVAL", "10",
          "spring.kafka.consumer.max-poll-records", "100",
          "tradewitness.vpin.feed.lag-interval", "200ms",
          // Shorter than the jump: what is young must stay all the same.
          "tradewitness.vpin.state.retention", "1h",
          "tradewitness.vpin.state.retention-interval", "200ms");

  private static final VpinParameters PARAMETERS =
      new VpinParameters(300, 20, 10, VolumeUnit.QUOTE, ClassifierKind.HALF, 20);

  private final TradeTopic topic = new TradeTopic(Servers.kafka().bootstrapServers());
  private final JsonMapper json = JsonMapper.builder().build();

  @Test
  void everyTradeCountsOnceAndNoMetricIsLostWhateverTheClockIsSetTo() {
    Servers.kafka().resetTopics();
    Database database = Servers.postgres().createDatabase("vpin");
    MovableClock clock = MovableClock.of(database);
    var ahead = List.of(Duration.ZERO, JUMP, Duration.ZERO, JUMP.negated(), Duration.ZERO);
    List<Message> messages = TradeTopic.random(25, ahead.size() * TRADES_EACH, 5);
    var run = new StoredRun(database);
    try (var service = new RunningService(database, SETTINGS, clock)) {
      Vitals vitals = service.bean(Vitals.class);
      int sent = 0;
      for (Duration by : ahead) {
        clock.set(by);
        topic.send(Topics.PROCESSED_TRADES, messages.subList(sent, sent + TRADES_EACH));
        sent += TRADES_EACH;
        long expected = sent;
        await().atMost(PATIENCE).until(() -> run.trades() == expected && run.unpublished() == 0);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> {
              assertThat(vitals.progress().lag()).isZero();
              assertThat(vitals.progress().lagSeconds()).isZero();
            });
        assertThat(vitals.conditions()).isEmpty();
      }
      assertThat(committed(run, "> pg_catalog.now() + interval '24 h'"))
          .as("committed while the database's clock was ahead")
          .isPositive();
      List<StoredRun.Row> metrics = run.metrics();
      assertThat(metrics).isEqualTo(ComputedRun.metrics(messages, PARAMETERS));
      assertThat(published()).isEqualTo(metrics.size());
      System.out.printf(
          "clock set +25 h, back, -25 h, back: %d trades, counted %d, %d metrics as computed, published %d,"
              + " lost 0, doubled 0%n",
          messages.size(), run.trades(), metrics.size(), metrics.size());
    }
  }

  private static long committed(StoredRun run, String when) {
    return run.number("SELECT count(*) FROM metric WHERE committed_at " + when);
  }

  /// Metrics on the topic: of each pair every sequence once, in order.
  private long published() {
    var next = new HashMap<String, Long>();
    List<ConsumerRecord<byte[], byte[]>> records = topic.readAll(Topics.VPIN);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      JsonNode metric = json.readTree(record.value());
      long expected = next.merge(metric.get("pair").asString(), 1L, Long::sum) - 1;
      assertThat(metric.get("sequence").asLong()).as("%s", metric).isEqualTo(expected);
    }
    return records.size();
  }
}
