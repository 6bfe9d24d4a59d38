package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.CaptureHttp.Answer;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.MovableClock;
import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// The clock of the machine that runs service and database jumps by more than a day, both ways.
class ClockJumpIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration JUMP = Duration.ofHours(25);
  private static final List<String> POLICIES = List.of("clock:a", "clock:b");
  private static final int WRITERS = 4;
  private static final int EVENTS_EACH = 40;

  private final Database database = Servers.postgres().createDatabase("capture");
  private final MovableClock clock = MovableClock.of(database);

  /// What was answered 201, by event id.
  private final Map<UUID, Accepted> accepted = new ConcurrentHashMap<>();

  private record Accepted(String event, String policyId, JsonObject answer) {
    long sequence() {
      return Long.parseLong(answer.text("sequence"));
    }
  }

  @Test
  void everyEventIsStoredOnceAndRelayedInOrderWhateverTheClockIsSetTo() throws Exception {
    Servers.kafka().resetTopics();
    try (var first = start();
        var second = start()) {
      var instances = List.of(http(first), http(second));
      for (Duration ahead :
          List.of(Duration.ZERO, JUMP, Duration.ZERO, JUMP.negated(), Duration.ZERO)) {
        clock.set(ahead);
        var before = new HashSet<>(accepted.keySet());
        log(instances);
        assertReceivedAt(before);
        retryOldEvents(instances.getFirst(), before);
        awaitRelayed(instances);
      }
      assertStreamsAreWhatWasAnswered(first.getBean("streamReader", StreamReader.class));
      assertSearchShowsEachOnce(instances.getFirst());
      long relayed = assertRelayedInOrder();
      assertHealthy(instances);
      System.out.printf(
          "clock set +25 h, back, -25 h, back, under two instances: %d events answered 201 in %d streams,"
              + " lost 0, doubled 0, gaps 0, relayed in order %d%n",
          accepted.size(), POLICIES.size(), relayed);
    }
  }

  @Test
  void aKeyThatWasTakenWhileTheClockWasAheadIsNotYoungerThanWhatItSigns() {
    clock.set(JUMP);
    try (var service = start()) {
      assertThat(keyBegins(http(service))).isAfter(Instant.now().plus(Duration.ofHours(24)));
    }
    clock.set(Duration.ZERO);
    try (var service = start()) {
      assertThat(keyBegins(http(service))).isBefore(Instant.now());
    }
  }

  private static Instant keyBegins(CaptureHttp http) {
    var key = (JsonObject) http.get("/vcp/keys").json().array("keys").get(0);
    return Instant.parse(key.string("not_before"));
  }

  private void log(List<CaptureHttp> instances) throws Exception {
    var failures = new ConcurrentLinkedQueue<Answer>();
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int w = 0; w < WRITERS; w++) {
        CaptureHttp http = instances.get(w % instances.size());
        int writer = w;
        running.add(
            writers.submit(() -> {
              for (int i = 0; i < EVENTS_EACH; i++) {
                UUID id = UUID.randomUUID();
                String policyId = POLICIES.get((writer + i) % POLICIES.size());
                String event = Events.order(id, policyId);
                Answer answer = http.log(event);
                if (answer.status() == 201) {
                  accepted.put(id, new Accepted(event, policyId, answer.json()));
                } else {
                  failures.add(answer);
                }
              }
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    assertThat(failures).isEmpty();
  }

  /// The time that the clock showed.
  private void assertReceivedAt(Set<UUID> before) {
    Instant now = clock.instant();
    accepted.forEach((id, one) -> {
      if (!before.contains(id)) {
        assertThat(Instant.parse(one.answer().string("received_at")))
            .isBetween(now.minus(Duration.ofMinutes(10)), now);
      }
    });
  }

  /// What was stored by another time is remembered.
  private void retryOldEvents(CaptureHttp http, Set<UUID> before) {
    before.stream()
        .limit(20)
        .map(accepted::get)
        .filter(Objects::nonNull)
        .forEach(one -> {
          Answer again = http.log(one.event());
          assertThat(again.status()).isEqualTo(200);
          assertThat(again.json())
              .isEqualTo(one.answer().with("status", new JsonValue.JsonString("duplicate")));
        });
  }

  private static void awaitRelayed(List<CaptureHttp> instances) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          for (CaptureHttp http : instances) {
            assertThat(http.get("/health").json().text("relay_lag")).isEqualTo("0");
          }
        });
  }

  private void assertStreamsAreWhatWasAnswered(StreamReader streams) {
    for (String policyId : POLICIES) {
      var expected = new HashMap<Long, String>();
      accepted.forEach((id, one) -> {
        if (one.policyId().equals(policyId)) {
          assertThat(expected.put(one.sequence(), id.toString()))
              .as("a number is given once")
              .isNull();
        }
      });
      var stored = new HashMap<Long, String>();
      streams
          .range(policyId, 0, 1000)
          .forEach(event -> stored.put(event.at().sequence(), event.id().value().toString()));
      assertThat(stored).isEqualTo(expected);
      assertThat(stored.keySet())
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, stored.size()).boxed().toList());
    }
  }

  /// Page by page, newest first, by times that do not ascend with the numbers.
  private void assertSearchShowsEachOnce(CaptureHttp http) {
    var shown = new ArrayList<UUID>();
    for (String policyId : POLICIES) {
      @Nullable String cursor = null;
      do {
        JsonObject page =
            http.get(
                    "/vcp/events?limit=20&policy_id="
                        + policyId
                        + (cursor == null ? "" : "&cursor=" + cursor))
                .json();
        page.array("events")
            .elements()
            .forEach(event ->
                shown.add(
                    UUID.fromString(((JsonObject) event).object("header").string("event_id"))));
        cursor = page.string("next_cursor");
      } while (cursor != null);
    }
    assertThat(shown).doesNotHaveDuplicates().hasSize(accepted.size());
    assertThat(new HashSet<>(shown)).isEqualTo(accepted.keySet());
  }

  /// What two instances relay at the same time comes twice: a step back, never a gap.
  private long assertRelayedInOrder() {
    long relayed = 0;
    try (var topics = new TopicReader()) {
      for (String policyId : POLICIES) {
        var numbers = new LinkedHashSet<Long>();
        topics
            .events(policyId)
            .forEach(record -> numbers.add(TopicReader.headers(record).sequence()));
        assertThat(numbers)
            .containsExactlyElementsOf(LongStream.range(0, numbers.size()).boxed().toList());
        relayed += numbers.size();
      }
    }
    assertThat(relayed).isEqualTo(accepted.size());
    return relayed;
  }

  private static void assertHealthy(List<CaptureHttp> instances) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          for (CaptureHttp http : instances) {
            JsonObject health = http.get("/health").json();
            assertThat(health.string("status")).isEqualTo("healthy");
            assertThat(Long.parseLong(health.text("uptime_seconds")))
                .isBetween(0L, TimeUnit.HOURS.toSeconds(1));
          }
        });
  }

  private ServletWebServerApplicationContext start() {
    return (ServletWebServerApplicationContext)
        new SpringApplicationBuilder(CaptureApplication.class)
            .initializers((GenericApplicationContext context) ->
                context.registerBean(
                    MovableClock.class, () -> clock, definition -> definition.setPrimary(true)))
            .run(
                "--server.port=0",
                "--spring.jmx.enabled=false",
                "--tradewitness.capture.ldjson.port=0",
                "--tradewitness.capture.ldjson.metrics-port=0",
                "--tradewitness.capture.signing.seed=" + CaptureTest.SEED,
                "--tradewitness.capture.intake.deadline=20s",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers());
  }

  private static CaptureHttp http(ServletWebServerApplicationContext service) {
    return new CaptureHttp(Objects.requireNonNull(service.getWebServer()).getPort());
  }
}
