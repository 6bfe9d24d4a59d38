package dev.tradewitness.anchor.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.testservers.AllConnections;
import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

class FeedIT extends AnchorServiceCase {

  @Nested
  class Claims extends ClaimCases {}

  @Nested
  class Letters extends LetterCases {}

  @Autowired
  @Qualifier("requestPool")
  private HikariDataSource requestPool;

  @AfterEach
  void captureIsBack() {
    CAPTURE.setAway(false);
  }

  @Test
  void everyEventIsInOneLeafWhateverTheOrderOfResends() {
    long seed = System.nanoTime();
    System.out.println("FeedIT seed " + seed);
    var random = new Random(seed);
    captured("test:resends", 1);
    awaitSize("test:resends", 1);
    CAPTURE.add("test:resends", 2999);
    List<TestEvent> events = CAPTURE.stream("test:resends");
    var messages = new ArrayList<ProducerRecord<byte[], byte[]>>();
    int at = 0;
    while (at < events.size()) {
      int to = Math.min(events.size(), at + 1 + random.nextInt(400));
      events.subList(at, to).forEach(event -> messages.add(event.message()));
      // A relay that crashed begins again from somewhere before.
      at = random.nextInt(4) == 0 ? Math.max(0, to - random.nextInt(600)) : to;
    }
    sendMessages(messages);
    awaitSize("test:resends", 3000);
    assertThat(storedHashes("test:resends"))
        .isEqualTo(events.stream().map(event -> hex(event.hash())).toList());
    assertSignedRootIsOf("test:resends", events);
    assertThat(state("test:resends")).isEqualTo("OPEN");
  }

  private List<String> storedHashes(String policyId) {
    return jdbc.sql(
            """
            SELECT encode(event_hash, 'hex') FROM leaf JOIN stream_log USING (log_no)
            WHERE policy_id = ? ORDER BY sequence
            """)
        .param(policyId)
        .query(String.class)
        .list();
  }

  @Test
  void aGapStopsItsLogAloneAndIsRepairedFromCapture() {
    String neighbour = neighbourOf("test:gap");
    captured(neighbour, 1);
    awaitSize(neighbour, 1);
    captured("test:gap", 100);
    awaitSize("test:gap", 100);
    CAPTURE.setAway(true);
    CAPTURE.add("test:gap", 800);
    List<TestEvent> holed = CAPTURE.stream("test:gap");
    send(holed.subList(400, 900));
    awaitState("test:gap", "GAP");
    assertThat(size("test:gap")).isEqualTo(100);
    assertThat(text("/health")).contains("\"status\":\"degraded\"").contains("test:gap");

    // Another log of the same partition goes on.
    captured(neighbour, 50);
    awaitSize(neighbour, 51);

    CAPTURE.setAway(false);
    awaitSize("test:gap", 900);
    awaitState("test:gap", "OPEN");
    assertSignedRootIsOf("test:gap", holed);
  }

  private static String neighbourOf(String policyId) {
    for (int i = 0; ; i++) {
      String candidate = "test:neighbour-" + i;
      if (TestEvent.partition(candidate) == TestEvent.partition(policyId)) {
        return candidate;
      }
    }
  }

  @Test
  void questionsThatTakeAllConnectionsTheyMayHaveLeaveTheFeedItsOwn() throws Exception {
    try (var _ = AllConnections.of(requestPool, requestPool.getMaximumPoolSize())) {
      captured("test:crowded", 50);
      awaitSize("test:crowded", 50);
      assertThat(problem(get("/vcp/anchors"))).isEqualTo("503 DATABASE_AWAY");
      assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }
    assertSignedRootIsOf("test:crowded", CAPTURE.stream("test:crowded"));
  }

  @Test
  void aLostTailIsNoticedByComparingHeads() {
    List<TestEvent> events = CAPTURE.add("test:tail", 40);
    send(events.subList(0, 30));
    awaitSize("test:tail", 40);
    assertSignedRootIsOf("test:tail", events);
    // Even a stream of which Kafka brought nothing.
    CAPTURE.add("test:silent", 7);
    awaitSize("test:silent", 7);
  }

  @Test
  void aDocumentThatDoesNotHashToItsHashIsNotTaken() {
    captured("test:forged", 10);
    awaitSize("test:forged", 10);
    CAPTURE.forge("test:forged", 12);
    CAPTURE.add("test:forged", 10);
    List<TestEvent> events = CAPTURE.stream("test:forged");
    send(events.subList(15, 20));
    awaitState("test:forged", "GAP");
    await()
        .during(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(size("test:forged")).isEqualTo(10));
    CAPTURE.heal();
    awaitSize("test:forged", 20);
    assertSignedRootIsOf("test:forged", events);
  }

  @Test
  void anUnreadableMessageStopsItsLogUntilTheRangeHasComeFromCapture() {
    captured("test:unreadable", 10);
    awaitSize("test:unreadable", 10);
    CAPTURE.setAway(true);
    CAPTURE.add("test:unreadable", 20);
    List<TestEvent> events = CAPTURE.stream("test:unreadable");
    ProducerRecord<byte[], byte[]> damaged = events.get(10).message();
    damaged.headers().remove("event_hash");
    sendMessages(List.of(damaged));
    send(events.subList(11, 20));
    awaitState("test:unreadable", "MALFORMED");
    assertThat(size("test:unreadable")).isEqualTo(10);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(deadLetterReasons("test:unreadable")).containsExactly("MALFORMED_HEADERS");
          assertThat(owedLetters()).isZero();
        });
    CAPTURE.setAway(false);
    awaitSize("test:unreadable", 30);
    awaitState("test:unreadable", "OPEN");
    assertSignedRootIsOf("test:unreadable", events);
  }

  @Test
  void hostileNumbersInHeadersStopTheirLogOnlyUntilCaptureHasSpoken() {
    List<TestEvent> events = captured("test:hostile", 10);
    awaitSize("test:hostile", 10);
    for (long highest : new long[] {Long.MAX_VALUE, (1L << 53) - 1}) {
      hostile("test:hostile", "sequence", highest);
      hostile("test:unknown", "sequence", highest);
    }
    hostile("test:hostile", "received_at", Long.MIN_VALUE);
    List<TestEvent> all = new ArrayList<>(events);
    all.addAll(captured("test:hostile", 10));
    awaitSize("test:hostile", 20);
    awaitState("test:hostile", "OPEN");
    awaitState("test:unknown", "UNKNOWN");
    assertSignedRootIsOf("test:hostile", all);
  }

  private void hostile(String policyId, String header, long value) {
    ProducerRecord<byte[], byte[]> message = TestEvent.of(policyId, 10, "hostile").message();
    message.headers().remove(header).add(header, EventHeaders.ofLong(value));
    sendMessages(List.of(message));
  }

  @Test
  void aMessageOfNoStreamIsBuriedAndOthersGoOn() {
    sendMessages(
        List.of(
            new ProducerRecord<>(
                "vcp.events",
                3,
                "not a policy id!".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                new byte[5])));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(deadLetterReasons("not a policy id!")).containsExactly("NO_POLICY_ID"));
  }

  @Test
  void anotherContentForASequenceStopsTheLogUntilCaptureHasSpoken() {
    List<TestEvent> events = captured("test:conflict", 20);
    awaitSize("test:conflict", 20);
    CAPTURE.setAway(true);
    sendMessages(List.of(TestEvent.of("test:conflict", 5, "another content").message()));
    awaitState("test:conflict", "CONFLICT");
    List<TestEvent> more = CAPTURE.add("test:conflict", 5);
    send(more);
    assertThat(text("/vcp/anchor/status")).contains("CONFLICT").contains("sequence 5");
    assertThat(size("test:conflict")).isEqualTo(20);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(deadLetterReasons("test:conflict")).containsExactly("CONFLICTING_HASH"));
    CAPTURE.setAway(false);
    awaitSize("test:conflict", 25);
    awaitState("test:conflict", "OPEN");
    var all = new ArrayList<>(events);
    all.addAll(more);
    assertSignedRootIsOf("test:conflict", all);
  }

  @Test
  void aLogThatHoldsMoreThanCaptureKnowsIsStopped() {
    captured("test:ahead", 20);
    awaitSize("test:ahead", 20);
    CAPTURE.forgetAfter("test:ahead", 15);
    awaitState("test:ahead", "AHEAD");
    assertThat(text("/health")).contains("\"status\":\"degraded\"").contains("AHEAD");
    CAPTURE.add("test:ahead", 5);
    awaitState("test:ahead", "OPEN");
  }

  @Test
  void aWipedTopicIsReadFromItsStartAndTheRestComesFromCapture() {
    List<TestEvent> first = captured("test:wiped", 200);
    awaitSize("test:wiped", 200);
    Servers.kafka().wipeTopic("vcp.events");
    List<TestEvent> lost = CAPTURE.add("test:wiped", 50);
    List<TestEvent> after = captured("test:wiped", 50);
    awaitSize("test:wiped", 300);
    var all = new ArrayList<>(first);
    all.addAll(lost);
    all.addAll(after);
    assertSignedRootIsOf("test:wiped", all);
  }

  @Test
  void whoLostAPartitionWritesNothingAndSaysSoUntilItIsClaimedAgain() {
    List<TestEvent> events = new ArrayList<>(captured("test:fenced", 10));
    awaitSize("test:fenced", 10);
    jdbc.sql("UPDATE feed_partition SET epoch = epoch + 1 WHERE partition = ?")
        .param(TestEvent.partition("test:fenced"))
        .update();
    CAPTURE.setAway(true);
    events.addAll(captured("test:fenced", 10));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() ->
            assertThat(text("/health"))
                .contains("\"status\":\"degraded\"")
                .contains("\"state\":\"FENCED\"")
                .contains("partition " + TestEvent.partition("test:fenced")));
    assertThat(text("/metrics")).contains("tradewitness_anchor_feed_fenced_total 1");
    // Kafka still has the partition assigned here: no rebalance is needed, and capture is away.
    awaitSize("test:fenced", 20);
    assertThat(text("/health")).doesNotContain("FENCED");
    assertSignedRootIsOf("test:fenced", events);
  }

  private long owedLetters() {
    return jdbc.sql("SELECT count(*) FROM owed_letter").query(Long.class).single();
  }

  /// Of the letters whose message had this key.
  private static List<String> deadLetterReasons(String key) {
    var settings = new Properties();
    settings.putAll(
        Map.of(
            "bootstrap.servers", Servers.kafka().bootstrapServers(),
            "key.deserializer", ByteArrayDeserializer.class.getName(),
            "value.deserializer", ByteArrayDeserializer.class.getName()));
    var reasons = new ArrayList<String>();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings)) {
      var partition = new TopicPartition("vcp.events.dlt", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofSeconds(1))) {
          if (key.equals(new String(letter.key(), java.nio.charset.StandardCharsets.UTF_8))) {
            reasons.add(header(letter, "reason"));
          }
        }
      }
    }
    return reasons;
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(
        letter.headers().lastHeader(name).value(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
