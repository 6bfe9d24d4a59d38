package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running service follows its sources file: a topic that is added is tapped from its beginning,
/// a file that is not valid changes nothing.
class SourcesReloadIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String topic = "reload-" + UUID.randomUUID();

  @Test
  void aTopicIsTappedOnceTheFileNamesIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("sources.yaml");
    Files.writeString(file, "version: 1\n");
    makeTopic();
    Database database = Servers.postgres().createDatabase("capture");
    try (var topics = new TopicReader();
        var capture =
            CaptureProcess.start(
                database,
                "--tradewitness.capture.sources=" + file,
                "--tradewitness.capture.sources-watch=200ms",
                "--tradewitness.capture.tap.group-id=" + topic)) {
      CaptureHttp http = capture.http();
      topics.send(topic, "k", "{\"a\":{\"b\":1.50},\"trace_id\":\"" + UUID.randomUUID() + "\"}");
      String before = sources(http).string("digest");

      write(file, "version: 1\nkafka:\n- {topic: %s, mapping: whole}\n".formatted(topic));
      await().atMost(PATIENCE).until(() -> sources(http).string("refused") != null);
      assertThat(sources(http).string("refused")).isEqualTo("line 3: kafka[0] has no event_type");
      assertThat(sources(http).string("digest")).isEqualTo(before);
      await()
          .atMost(PATIENCE)
          .until(() -> "degraded".equals(http.get("/health").json().string("status")));

      write(file, tap("ALFA", "SILVER"));
      await().atMost(PATIENCE).until(() -> events(http).size() == 1);
      assertThat(sources(http).string("refused")).isNull();
      JsonObject event = events(http).getFirst();
      assertThat(event.object("header").string("event_type")).isEqualTo("ALFA");
      assertThat(event.object("payload").object("message").object("a").toString())
          .isEqualTo("{\"b\":1.50}");
      assertThat(event.object("security").text("signature")).isNull();

      // Another mapping of the same topic needs no new consumer: what comes from now on has it.
      write(file, tap("BRAVO", "GOLD"));
      String now = sources(http).string("digest");
      await().atMost(PATIENCE).until(() -> !now.equals(sources(http).string("digest")));
      topics.send(topic, "k", "{\"a\":2}");
      await().atMost(PATIENCE).until(() -> events(http).size() == 2);
      assertThat(events(http))
          .extracting(e -> e.object("header").string("event_type"))
          .containsExactly("BRAVO", "ALFA");
      assertThat(http.get("/vcp/sources").json().array("sources").size()).isEqualTo(1);
    }
  }

  private String tap(String eventType, String tier) {
    return """
    version: 1
    kafka:
    - {topic: %s, mapping: whole, event_type: %s, policy_id: test:reload, tier: %s, signing: checkpoint}
    """
        .formatted(topic, eventType, tier);
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("fresh.yaml");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static JsonObject sources(CaptureHttp http) {
    return http.get("/health").json().object("sources");
  }

  private static List<JsonObject> events(CaptureHttp http) {
    return http.get("/vcp/events?policy_id=test:reload").json().array("events").elements().stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private void makeTopic() throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }
}
