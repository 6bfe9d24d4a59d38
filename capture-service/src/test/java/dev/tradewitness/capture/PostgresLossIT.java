package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/// PostgreSQL dies under load and comes back.
@CaptureTest
@TestPropertySource(properties = "tradewitness.capture.intake.deadline=2s")
class PostgresLossIT {

  private static final String POLICY = "loss:pg";

  @Autowired private StreamReader streams;
  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void whatWasAcknowledgedIsThereAndWhatWasNotIsThereOnceAtMost() throws Exception {
    Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    Set<UUID> turnedAway = ConcurrentHashMap.newKeySet();
    Set<String> unexpected = ConcurrentHashMap.newKeySet();
    var stop = new AtomicBoolean();

    try (var writers = Executors.newVirtualThreadPerTaskExecutor();
        AutoCloseable _ = () -> stop.set(true)) { // a failure ends the writers
      for (int writer = 0; writer < 8; writer++) {
        writers.execute(() -> write(stop, acknowledged, turnedAway, unexpected));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > 200);

      Servers.postgres().kill();
      try (var topics = new TopicReader()) {
        topics.send("orders", "k", order("during"));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> turnedAway.size() > 20);
      assertThat(http.get("/health").status()).isEqualTo(503);
      assertThat(http.get("/health").json().string("status")).isEqualTo("unhealthy");
      for (String read :
          List.of(
              "/vcp/streams",
              "/vcp/events?policy_id=" + POLICY,
              "/vcp/events/" + UUID.randomUUID())) {
        var answer = http.get(read);
        assertThat(answer.status()).as(read + " " + answer.text()).isEqualTo(503);
        assertThat(answer.json().string("code")).isEqualTo("DATABASE_AWAY");
        assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
      }

      int before = acknowledged.size();
      Servers.postgres().start();
      await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > before + 200);
    }

    assertThat(unexpected).isEmpty();
    List<StoredEvent> stored = all();
    assertThat(stored)
        .extracting(event -> event.at().sequence())
        .containsExactlyElementsOf(LongStream.range(0, stored.size()).boxed().toList());
    var ids = new HashSet<UUID>();
    stored.forEach(event -> assertThat(ids.add(event.id().value())).isTrue());
    assertThat(ids).containsAll(acknowledged);
    // The retry of an event that was turned away is stored now, or was stored then.
    for (UUID id : turnedAway) {
      assertThat(http.log(Events.order(id, POLICY, "retry-" + id)).status())
          .isIn(ids.contains(id) ? List.of(409) : List.of(201));
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> streams.head("local.tradewitness:orders").equals(java.util.Optional.of(1L)));
  }

  private void write(
      AtomicBoolean stop, Set<UUID> acknowledged, Set<UUID> turnedAway, Set<String> unexpected) {
    while (!stop.get()) {
      UUID id = UUID.randomUUID();
      var answer = http.log(Events.order(id, POLICY));
      switch (answer.status()) {
        case 201 -> acknowledged.add(id);
        case 503 -> {
          turnedAway.add(id);
          if (answer.response().headers().firstValue("Retry-After").isEmpty()) {
            unexpected.add("503 without Retry-After");
          }
        }
        default -> unexpected.add(answer.status() + " " + answer.text());
      }
    }
  }

  private List<StoredEvent> all() {
    var events = new ArrayList<StoredEvent>();
    List<StoredEvent> page;
    do {
      page = streams.range(POLICY, events.size(), 1000);
      events.addAll(page);
    } while (!page.isEmpty());
    return events;
  }

  private static String order(String id) {
    return """
    {"order_id":"%s","symbol":"X","side":"BUY","type":"LIMIT","price":"1.5","quantity":"10"}\
    """
        .formatted(id);
  }
}
