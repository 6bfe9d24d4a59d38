package dev.tradewitness.vpin.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.TestServers;
import dev.tradewitness.vpin.TradeTopic;
import dev.tradewitness.vpin.TradeTopic.Message;
import dev.tradewitness.vpin.VpinApplication;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.vitals.Vitals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The listener on a consumer that the test moves by hand, beside the stopped feed.
@TestServers("vpin")
@SpringBootTest(
    classes = VpinApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"BUCKET_SIZE=300", "NUM_BUCKETS=20", "EMIT_INTERVAL=10"})
class TradeListenerIT {

  private static final TopicPartition PARTITION = new TopicPartition(Topics.PROCESSED_TRADES, 3);

  private final TradeFeed feed;
  private final FeedShared shared;
  private final VpinParameters parameters;
  private final DeadLetters deadLetters;
  private final Vitals vitals;
  private final JdbcClient jdbc;

  @Autowired
  TradeListenerIT(
      TradeFeed feed,
      FeedShared shared,
      VpinParameters parameters,
      DeadLetters deadLetters,
      Vitals vitals,
      JdbcClient jdbc) {
    this.feed = feed;
    this.shared = shared;
    this.parameters = parameters;
    this.deadLetters = deadLetters;
    this.vitals = vitals;
    this.jdbc = jdbc;
  }

  @Test
  void messagesDeliveredAgainAreKnownByPartitionAndOffset() {
    feed.stop();
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    List<Message> messages = TradeTopic.random(3, 2_000, 1);
    topic.sendTo(PARTITION, messages);
    // The same message twice in the topic is two trades: content is never compared.
    topic.sendTo(PARTITION, List.of(messages.getLast()));
    try (var consumer = consumer()) {
      consumer.assign(List.of(PARTITION));
      TradeListener listener = listener();
      listener.onPartitionsAssigned(consumer, List.of(PARTITION));
      readToEnd(listener, consumer, 2_001);
      List<String> metrics = metrics();
      assertThat(metrics).hasSizeGreaterThan(100);
      assertThat(trades()).isEqualTo(2_001);

      for (long back : new long[] {0, 1_234, 2_000}) {
        consumer.seek(PARTITION, back);
        readToEnd(listener, consumer, 2_001);
        assertThat(trades()).as("again from " + back).isEqualTo(2_001);
      }
      assertThat(metrics()).isEqualTo(metrics);

      topic.sendTo(PARTITION, messages.subList(0, 10));
      consumer.seek(PARTITION, 1_000);
      readToEnd(listener, consumer, 2_011);
      assertThat(trades()).as("new ones behind repeated ones count").isEqualTo(2_011);
      assertThat(vitals.conditions()).doesNotContainKey("feed-0");
    }
  }

  private TradeListener listener() {
    return new TradeListener(
        "feed-0",
        new TradeDecoder(new PairNames(64, 100)),
        new PairBook(parameters, 10, shared.store()::home),
        new RefusedMessages(deadLetters, vitals, Duration.ofSeconds(10), () -> {}),
        shared);
  }

  private void readToEnd(TradeListener listener, KafkaConsumer<byte[], byte[]> consumer, long end) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          ConsumerRecords<byte[], byte[]> poll = consumer.poll(Duration.ofMillis(100));
          if (!poll.isEmpty()) {
            listener.onMessage(poll, null, consumer);
          }
          return consumer.position(PARTITION) == end && nextOffset() == end;
        });
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.<String, Object>of(
            "bootstrap.servers", Servers.kafka().bootstrapServers(), "max.poll.records", 170),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private long nextOffset() {
    return number("SELECT coalesce(next_offset, 0) FROM feed_partition WHERE partition = 3");
  }

  private long trades() {
    return number("SELECT sum(trades) FROM pair_state");
  }

  private long number(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  private List<String> metrics() {
    return jdbc.sql(
            """
            SELECT row(pair, sequence, trade_timestamp, vpin, mean_vpin, std_vpin, percentile)::text
            FROM metric ORDER BY pair, sequence
            """)
        .query(String.class)
        .list();
  }
}
