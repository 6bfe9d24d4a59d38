package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.EventHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.env.Environment;

/// Several instances on one database.
@CaptureTest
class InstancesIT {

  private static final int WRITERS = 16;
  private static final int EVENTS_EACH = 150;
  private static final List<String> POLICIES = List.of("many:a", "many:b", "many:c");

  @Autowired private Environment environment;
  @Autowired private StreamReader streams;
  private int port;

  @BeforeEach
  void remember(@LocalServerPort int port) {
    this.port = port;
  }

  @Test
  void twoInstancesNumberTheSameStreamsWithoutGapAndAnswerEachEventOnce() throws Exception {
    try (var second = secondInstance()) {
      List<CaptureHttp> instances =
          List.of(new CaptureHttp(port), new CaptureHttp(second.getWebServer().getPort()));
      Map<UUID, List<JsonObject>> created = new ConcurrentHashMap<>();
      var conflicts = new AtomicInteger();
      long seed = System.nanoTime();
      var done = new ArrayList<Future<?>>();

      try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int writer = 0; writer < WRITERS; writer++) {
          var random = new SplittableRandom(seed + writer);
          done.add(writers.submit(() -> write(instances, random, created, conflicts)));
        }
      }
      for (Future<?> one : done) {
        one.get();
      }

      assertThat(created.values()).as("seed %d", seed).allMatch(answers -> answers.size() == 1);
      var stored = new HashMap<UUID, StoredEvent>();
      for (String policyId : POLICIES) {
        List<StoredEvent> events = all(policyId);
        assertThat(events)
            .extracting(event -> event.at().sequence())
            .containsExactlyElementsOf(LongStream.range(0, events.size()).boxed().toList());
        assertThat(streams.head(policyId)).contains((long) events.size());
        events.forEach(event -> stored.put(event.id().value(), event));
      }
      assertThat(stored.keySet()).isEqualTo(created.keySet());
      created.forEach((id, answers) -> {
        StoredEvent event = stored.get(id);
        JsonObject answer = answers.getFirst();
        assertThat(answer.string("policy_id")).isEqualTo(event.at().policyId());
        assertThat(answer.text("sequence")).isEqualTo(Long.toString(event.at().sequence()));
        assertThat(answer.string("event_hash")).isEqualTo(event.document().hash().hex());
      });
      assertThat(conflicts.get()).isPositive();
      awaitAllRelayed();
    }
    // The leases of an instance that ended in order are free at once: the other one goes on with
    // its streams.
    new CaptureHttp(port).log(Events.order(UUID.randomUUID(), "many:a"));
    new CaptureHttp(port).log(Events.order(UUID.randomUUID(), "many:b"));
    new CaptureHttp(port).log(Events.order(UUID.randomUUID(), "many:c"));
    awaitAllRelayed();
  }

  /// Posts each event to both instances at once, and now and then another event under the same id,
  /// in another stream.
  private static void write(
      List<CaptureHttp> instances,
      SplittableRandom random,
      Map<UUID, List<JsonObject>> created,
      AtomicInteger conflicts) {
    for (int i = 0; i < EVENTS_EACH; i++) {
      UUID id = UUID.randomUUID();
      String one = Events.order(id, POLICIES.get(random.nextInt(3)));
      String other =
          random.nextInt(4) == 0 ? Events.order(id, POLICIES.get(random.nextInt(3)), "X") : one;
      CompletableFuture.allOf(
              CompletableFuture.runAsync(
                  () -> post(instances.get(0), id, one, created, conflicts),
                  Thread::startVirtualThread),
              CompletableFuture.runAsync(
                  () -> post(instances.get(1), id, other, created, conflicts),
                  Thread::startVirtualThread))
          .join();
    }
  }

  private static void post(
      CaptureHttp http,
      UUID id,
      String event,
      Map<UUID, List<JsonObject>> created,
      AtomicInteger conflicts) {
    var answer = http.log(event);
    switch (answer.status()) {
      case 201 ->
          created
              .computeIfAbsent(id, _ -> Collections.synchronizedList(new ArrayList<>()))
              .add(answer.json());
      case 409 -> conflicts.incrementAndGet();
      case 200 -> {}
      default -> throw new AssertionError(answer.status() + " " + answer.text());
    }
  }

  private List<StoredEvent> all(String policyId) {
    var events = new ArrayList<StoredEvent>();
    List<StoredEvent> page;
    do {
      page = streams.range(policyId, events.size(), 1000);
      events.addAll(page);
    } while (!page.isEmpty());
    return events;
  }

  private void awaitAllRelayed() {
    try (var topics = new TopicReader()) {
      for (String policyId : POLICIES) {
        long head = streams.head(policyId).orElseThrow();
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() ->
                assertThat(
                        topics.events(policyId).stream()
                            .map(TopicReader::headers)
                            .map(EventHeaders::sequence)
                            .distinct())
                    .containsExactlyElementsOf(
                        IntStream.range(0, (int) head).mapToObj(Long::valueOf).toList()));
      }
    }
  }

  private ServletWebServerApplicationContext secondInstance() {
    return (ServletWebServerApplicationContext)
        new SpringApplicationBuilder(CaptureApplication.class)
            .run(
                "--server.port=0",
                "--tradewitness.capture.ldjson.port=0",
                "--tradewitness.capture.ldjson.metrics-port=0",
                "--tradewitness.capture.signing.seed=" + CaptureTest.SEED,
                "--tradewitness.capture.intake.deadline=20s",
                "--spring.jmx.enabled=false",
                "--spring.datasource.url=" + environment.getProperty("spring.datasource.url"),
                "--spring.datasource.username="
                    + environment.getProperty("spring.datasource.username"),
                "--spring.datasource.password="
                    + environment.getProperty("spring.datasource.password"),
                "--spring.kafka.bootstrap-servers="
                    + environment.getProperty("spring.kafka.bootstrap-servers"));
  }
}
