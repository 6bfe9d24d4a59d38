package dev.tradewitness.vpin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.vpin.TradeTopic.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The built jar, killed with SIGKILL in the middle of its work, against the same jar left alone.
class KilledServiceIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int TRADES = 30_000;
  private static final int KILLS = 2;

  private final TradeTopic topic = new TradeTopic(Servers.kafka().bootstrapServers());
  private final JsonMapper json = JsonMapper.builder().build();

  @Test
  void killedAndRestartedItGivesTheMetricsOfAnUndisturbedRun() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Servers.kafka().resetTopics();
    Servers.kafka().createTopic("vpin.undisturbed", 8);
    Servers.kafka().createTopic("vpin.killed", 8);
    List<Message> messages = messages(seed);
    topic.send(Topics.PROCESSED_TRADES, messages);

    Database undisturbed = Servers.postgres().createDatabase("vpin");
    Database killed = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(killed);
    // The two do not see each other, so they run side by side.
    try (var service = launch(undisturbed, "undisturbed", "vpin.undisturbed", 20_000)) {
      killAndRestart(killed, run, messages.size(), new SplittableRandom(seed));
      awaitEnd(undisturbed, messages.size());
      assertThat(service.end()).as("stops within 20 s, in order").isZero();
    }

    var expected = new StoredRun(undisturbed);
    assertThat(expected.metrics()).hasSizeGreaterThan(1_000);
    assertThat(run.metrics()).isEqualTo(expected.metrics());
    assertThat(run.engines()).isEqualTo(expected.engines());
    assertThat(run.trades()).isEqualTo(TRADES);
    assertPublishedAlike();
    assertEveryRefusedMessageIsADeadLetter(messages);
  }

  /// @param messages that the last process must have read when it ends
  private static void killAndRestart(
      Database killed, StoredRun run, int messages, SplittableRandom random) throws Exception {
    for (int life = 0; life < KILLS; life++) {
      // A group of its own for each life: Kafka knows no offset and would begin at the beginning.
      try (var victim = launch(killed, "life-" + life, "vpin.killed", 100)) {
        // A third of its share stays undone: the service goes on until the signal arrives.
        long until = (long) TRADES * life / KILLS + random.nextLong(500, TRADES / KILLS * 2 / 3);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> run.tradesOrZero() >= until);
        victim.kill();
      }
      assertThat(run.trades()).as("killed in the middle").isLessThan(TRADES);
    }
    try (var last = launch(killed, "life-" + KILLS, "vpin.killed", 100)) {
      awaitEnd(killed, messages);
      assertThat(last.end()).as("stops within 20 s, in order").isZero();
    }
  }

  private static List<Message> messages(long seed) {
    var messages = new ArrayList<>(TradeTopic.random(seed, TRADES - 1, 5));
    messages.add(1_000, TradeTopic.trade("PAIR1-USD", 1_733_234_567_890L, 100, 5_000, -1));
    for (int i = 0; i < 20; i++) {
      messages.add(i * 1_400, new Message("broken", "{\"pair\": \"broken\", \"number\": " + i));
    }
    return messages;
  }

  private static VpinProcess launch(Database database, String group, String output, int pollRecords)
      throws IOException {
    return VpinProcess.launch(
        database,
        group,
        Map.of(
            "tradewitness.vpin.settings.classifier",
            "tick",
            "spring.kafka.consumer.max-poll-records",
            Integer.toString(pollRecords)),
        output);
  }

  private static void awaitEnd(Database database, int messages) {
    var run = new StoredRun(database);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> run.tradesOrZero() >= TRADES && run.read() == messages && run.unpublished() == 0);
  }

  /// Repeats apart, both topics hold the same metrics in the same order of each pair.
  private void assertPublishedAlike() {
    Map<String, List<ObjectNode>> undisturbed = withoutRepeats("vpin.undisturbed");
    Map<String, List<ObjectNode>> killed = withoutRepeats("vpin.killed");
    assertThat(killed).isEqualTo(undisturbed).isNotEmpty();
  }

  private Map<String, List<ObjectNode>> withoutRepeats(String name) {
    var pairs = new HashMap<String, List<ObjectNode>>();
    for (ConsumerRecord<byte[], byte[]> message : topic.readAll(name)) {
      var metric = (ObjectNode) json.readTree(message.value());
      assertThat(metric.remove("_topic").asString()).isEqualTo(name);
      List<ObjectNode> pair =
          pairs.computeIfAbsent(metric.get("pair").asString(), key -> new ArrayList<>());
      long sequence = metric.get("sequence").asLong();
      assertThat(sequence).as("no gap in " + metric).isLessThanOrEqualTo(pair.size());
      if (sequence == pair.size()) {
        pair.add(metric);
      }
    }
    return pairs;
  }

  private void assertEveryRefusedMessageIsADeadLetter(List<Message> messages) {
    var refused = new HashSet<String>();
    messages.stream()
        .filter(message -> message.pair().equals("broken"))
        .forEach(message -> refused.add(message.json()));
    var letters = new HashMap<String, Integer>();
    for (ConsumerRecord<byte[], byte[]> letter :
        topic.readAll(Topics.deadLetters(Topics.PROCESSED_TRADES))) {
      letters.merge(new String(letter.value(), StandardCharsets.UTF_8), 1, Integer::sum);
      assertThat(letter.headers().lastHeader("reason").value())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("BROKEN_JSON");
    }
    assertThat(letters.keySet()).isEqualTo(refused);
    assertThat(letters.values()).as("once by each of the two runs, at least").allMatch(n -> n >= 2);
  }
}
