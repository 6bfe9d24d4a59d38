package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.client.spool.FileSpool;
import dev.tradewitness.client.spool.SpoolBounds;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.HashProfile;
import dev.tradewitness.common.wire.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/vectors/client`, which the Python client passes, too.
class ClientVectorsTest {

  private static final Path VECTORS = Path.of("..", "docs", "vectors", "client");
  private static final JsonObject DELIVERIES = read("deliveries.json");
  private static final List<Event> EVENTS =
      strings(DELIVERIES, "lines").stream().map(line -> Event.ofJson(bytes(line))).toList();

  @TempDir Path folder;

  static Stream<JsonObject> events() {
    return objects(read("events.json"), "events");
  }

  static Stream<JsonObject> scripts() {
    return objects(DELIVERIES, "scripts");
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventGoesOutAsItIsUnderItsIdAndHash(JsonObject vector) throws JsonRefusedException {
    String line = text(vector, "line");
    Event event = Event.ofJson(bytes(line));
    assertThat(event.id()).hasToString(vector.string("event_id"));
    assertThat(HttpDoor.lines(List.of(event, event))).isEqualTo(bytes(line + "\n" + line + "\n"));
    JsonObject json = JsonText.parseObject(bytes(line), JsonLimits.EVENT);
    assertThat(HashProfile.of(json).orElseThrow().hash(json).hex())
        .isEqualTo(vector.string("event_hash"));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void answersLeadToTheDeliveriesThatAreWritten(JsonObject script) throws IOException {
    var run = new Run(script);
    try (FileSpool spool = FileSpool.open(folder, SpoolBounds.ofBytes(1024 * 1024))) {
      spool.append(EVENTS);
      Sender sender = run.sender(spool);
      for (int i = 0; spool.records() > 0; i++) {
        assertThat(i).as("turns without an end").isLessThan(1000);
        sender.turn();
        run.now += Duration.ofSeconds(1).toNanos();
      }
    }
    assertThat(run.stored).isEqualTo(numbers(script, "stored"));
    assertThat(run.refused).isEqualTo(numbers(script, "refused"));
    assertThat(setAside()).isEqualTo(run.refused);
  }

  private List<Integer> setAside() throws IOException {
    Path file = folder.resolve("refused.ndjson");
    return Files.notExists(file)
        ? List.of()
        : Files.readAllLines(file).stream()
            .map(ClientVectorsTest::eventOf)
            .map(EVENTS::indexOf)
            .toList();
  }

  private static Event eventOf(String line) {
    try {
      JsonObject json = JsonText.parseObject(bytes(line), JsonLimits.EVENT);
      return Event.ofJson(bytes(Objects.requireNonNull(json.object("event")).toString()));
    } catch (JsonRefusedException e) {
      throw new AssertionError(line, e);
    }
  }

  /// One script with a clock of its own.
  private static final class Run {
    private static final DeliveryBounds D = DeliveryBounds.DEFAULT;

    private final Deque<JsonObject> answers;
    private final List<Integer> tooLarge;
    private final @Nullable JsonObject blocked;
    private final List<Integer> stored = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private long now;

    Run(JsonObject script) {
      this.answers = new ArrayDeque<>(objects(script, "answers").toList());
      this.tooLarge = numbers(script, "too_large");
      this.blocked = script.object("blocked");
    }

    Sender sender(FileSpool spool) {
      var bounds =
          new DeliveryBounds(
              16,
              D.bufferBytes(),
              Integer.parseInt(Objects.requireNonNull(DELIVERIES.text("batch_events"))),
              D.batchBytes(),
              D.linger(),
              D.requestTimeout(),
              D.backoffFirst(),
              Duration.ofSeconds(1));
      var notices =
          new Notices(
              new ClientListener() {
                @Override
                public void refused(Event event, List<Violation> violations) {
                  refused.add(EVENTS.indexOf(event));
                }
              },
              new Tally());
      return new Sender(
          new EventBuffer(16, bounds.bufferBytes()),
          new Shelf(spool, notices, () -> now),
          this::send,
          bounds,
          new Backoff(bounds.backoffFirst(), bounds.backoffMax(), new SplittableRandom(4)),
          notices,
          () -> now);
    }

    private CompletableFuture<Answer> send(List<Event> events) {
      return CompletableFuture.completedFuture(answer(events));
    }

    private Answer answer(List<Event> events) {
      List<Integer> requested = events.stream().map(EVENTS::indexOf).toList();
      if (requested.stream().anyMatch(tooLarge::contains)) {
        return AnswerReader.read(
            413,
            Duration.ZERO,
            "{\"code\":\"BODY_TOO_LARGE\"}".getBytes(StandardCharsets.UTF_8),
            events);
      }
      if (blocked != null && requested.stream().anyMatch(numbers(blocked, "events")::contains)) {
        return AnswerReader.read(
            Integer.parseInt(Objects.requireNonNull(blocked.text("http"))),
            Duration.ZERO,
            bytes(text(blocked, "text")),
            events);
      }
      if (answers.isEmpty() && events.isEmpty()) {
        return AnswerReader.read(400, Duration.ZERO, bytes("{\"code\":\"BATCH_REFUSED\"}"), events);
      }
      JsonObject answer = answers.isEmpty() ? JsonObject.empty() : answers.removeFirst();
      if (answer.has("away")) {
        return new Answer.Failed("away", Duration.ZERO);
      }
      String http = answer.text("http");
      int status = http == null ? 200 : Integer.parseInt(http);
      String body = answer.string("text");
      if (body == null) {
        body = status == 200 ? results(requested, answer.object("events")) : answer.toString();
      }
      return AnswerReader.read(status, Duration.ZERO, bytes(body), events);
    }

    private String results(List<Integer> requested, @Nullable JsonObject named) {
      var results = new ArrayList<JsonObject>();
      for (int number : requested) {
        String word = named == null ? null : named.string(Integer.toString(number));
        String status = word == null || word.startsWith("ok") ? "ok" : word;
        boolean isAnother = "ok, of another event".equals(word);
        if (!isAnother && List.of("ok", "duplicate", "spooled").contains(status)) {
          stored.add(number);
        }
        results.add(
            JsonObject.builder()
                .put("index", results.size())
                .put("status", status)
                .put("event_id", EVENTS.get(isAnother ? 7 - number : number).id().toString())
                .put("event_hash", "00".repeat(32))
                .put("sequence", number)
                .build());
      }
      return JsonObject.builder().put("results", JsonArray.of(results)).build().toString();
    }
  }

  private static JsonObject read(String name) {
    try {
      return JsonText.parseObject(Files.readAllBytes(VECTORS.resolve(name)), JsonLimits.EVENT);
    } catch (IOException | JsonRefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<JsonObject> objects(JsonObject from, String name) {
    return elements(from, name).map(JsonObject.class::cast);
  }

  private static List<String> strings(JsonObject from, String name) {
    return elements(from, name).map(one -> ((JsonValue.JsonString) one).value()).toList();
  }

  private static List<Integer> numbers(JsonObject from, String name) {
    return elements(from, name)
        .map(one -> Integer.valueOf(((JsonValue.JsonNumber) one).text()))
        .toList();
  }

  private static Stream<JsonValue> elements(JsonObject from, String name) {
    return Objects.requireNonNull(from.array(name), name).elements().stream();
  }

  private static String text(JsonObject from, String name) {
    return Objects.requireNonNull(from.string(name), name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
