package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.stream.CommittedEvents;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.common.wire.Place;
import dev.tradewitness.common.wire.PlaceSeal;
import dev.tradewitness.common.wire.SignatureHeaders;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What is committed arrives on `vcp.events`, in order, whatever Kafka does meanwhile.
@CaptureTest
class RelayIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// What W3C calls no trace; an event may say it all the same.
  private static final UUID NO_TRACE = new UUID(0, 0);

  @Autowired private StreamReader streams;
  @Autowired private CommittedEvents fresh;
  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void theTraceOfTheRequestIsKeptBesideTheEventAndPassedOn() {
    UUID id = UUID.randomUUID();
    UUID trace = UUID.randomUUID();
    String event = Events.order(id, "relay:traced");
    http.post(
        "/vcp/log",
        event.getBytes(StandardCharsets.UTF_8),
        Map.of("traceparent", new TraceParent(trace, 7, false).text()));
    UUID own = UUID.randomUUID();
    UUID ownId = UUID.randomUUID();
    http.post(
        "/vcp/log",
        traced(ownId, own).getBytes(StandardCharsets.UTF_8),
        Map.of("traceparent", new TraceParent(trace, 7, false).text()));
    http.log(traced(UUID.randomUUID(), NO_TRACE));

    JsonObject read = http.get("/vcp/events/" + id).json();
    assertThat(read.object("header").has("trace_id")).isFalse();
    assertThat(read.object("security").string("trace_id")).isEqualTo(trace.toString());
    assertThat(http.get("/vcp/events?trace_id=" + trace).text()).contains(id.toString());
    assertThat(http.get("/vcp/traces/" + trace).text()).contains(id.toString());
    try (var topics = new TopicReader()) {
      await().atMost(PATIENCE).until(() -> topics.events("relay:traced").size() == 3);
      List<ConsumerRecord<byte[], byte[]>> records = topics.events("relay:traced");
      assertThat(TopicReader.header(records.getFirst(), "traceparent"))
          .asString()
          .isEqualTo(new TraceParent(trace, id.getLeastSignificantBits(), true).text());
      assertThat(TopicReader.header(records.get(1), "traceparent"))
          .asString()
          .isEqualTo(new TraceParent(own, ownId.getLeastSignificantBits(), true).text());
      assertThat(TopicReader.json(records.get(1)).object("security").string("trace_id"))
          .isEqualTo(own.toString());
      assertThat(http.get("/vcp/events/" + ownId).json().object("security").string("trace_id"))
          .isEqualTo(own.toString());
      assertThat(records.getLast().headers().lastHeader("traceparent")).isNull();
    }
  }

  private static String traced(UUID id, UUID trace) {
    return Events.order(id, "relay:traced")
        .replaceFirst("\"event_type\"", "\"trace_id\": \"" + trace + "\", $0");
  }

  @Test
  void anEventArrivesWithItsHeadersAndItsSecurity() {
    UUID id = UUID.randomUUID();
    JsonObject answer = http.log(Events.order(id, "relay:one")).json();

    try (var topics = new TopicReader()) {
      await().atMost(PATIENCE).until(() -> !topics.events("relay:one").isEmpty());
      ConsumerRecord<byte[], byte[]> record = topics.events("relay:one").getFirst();

      assertThat(record.partition()).isEqualTo(Partitions.of("relay:one", Topics.PARTITIONS));
      EventHeaders headers = TopicReader.headers(record);
      assertThat(headers.sequence()).isZero();
      assertThat(headers.eventId()).isEqualTo(id);
      assertThat(headers.eventHash()).isEqualTo(Hash.ofHex(answer.string("event_hash")));
      assertThat(headers.conformanceTier()).isEqualTo("SILVER");
      JsonObject value = TopicReader.json(record);
      assertThat(value.object("header").string("event_id")).isEqualTo(id.toString());
      assertThat(value.object("security").string("event_hash"))
          .isEqualTo(answer.string("event_hash"));
      assertThat(value.object("security").string("signature")).isNotBlank();
      // For the anchor, which does not read the value.
      SignatureHeaders signature =
          SignatureHeaders.decode(name -> record.headers().lastHeader(name).value());
      assertThat(signature).isNotNull();
      assertThat(Base64.getEncoder().encodeToString(signature.bytes()))
          .isEqualTo(value.object("security").string("signature"));
      assertThat(signature.keyId()).isEqualTo(value.object("security").string("signing_key_id"));
    }
  }

  @Test
  void everyMessageCarriesASealOfItsPlaceThatHoldsForNoOther() throws Exception {
    List<String> policies = List.of("relay:sealed", "relay:sealed-too", "test:checkpoint");
    for (int i = 0; i < 30; i++) {
      for (String policyId : policies) {
        http.log(Events.order(UUID.randomUUID(), policyId));
      }
    }
    Map<String, Ed25519PublicKey> keys = new HashMap<>();
    for (JsonValue key : http.get("/vcp/keys").json().array("keys").elements()) {
      Ed25519PublicKey known = Ed25519PublicKey.ofJwkX(((JsonObject) key).string("x"));
      keys.put(known.keyId(), known);
    }
    try (var topics = new TopicReader()) {
      for (String policyId : policies) {
        await().atMost(PATIENCE).until(() -> topics.events(policyId).size() >= 30);
        List<ConsumerRecord<byte[], byte[]>> records = topics.events(policyId);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          EventHeaders headers = TopicReader.headers(record);
          byte[] seal = TopicReader.header(record, PlaceSeal.HEADER);
          assertThat(holds(seal, new Place(policyId, headers), keys)).isTrue();
          assertThat(holds(seal, new Place("relay:other", headers), keys)).isFalse();
          assertThat(
                  holds(
                      seal,
                      new Place(
                          policyId,
                          new EventHeaders(
                              headers.sequence() + 1,
                              headers.eventId(),
                              headers.eventHash(),
                              headers.receivedAtMicros(),
                              headers.conformanceTier())),
                      keys))
              .isFalse();
        }
      }
    }
  }

  private static boolean holds(byte[] header, Place place, Map<String, Ed25519PublicKey> keys) {
    PlaceSeal seal = PlaceSeal.decode(header);
    assertThat(seal).isNotNull();
    return keys.get(seal.keyId())
        .verifies(seal.messageFor(place).orElse(new byte[0]), seal.signature());
  }

  @Test
  void eventsAreStoredWhileKafkaIsAwayAndArriveInOrderAfterwards() {
    logMany("relay:away", 20);
    Servers.kafka().kill();
    try {
      logMany("relay:away", 50);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            JsonObject health = http.get("/health").json();
            assertThat(health.string("status")).isEqualTo("degraded");
            assertThat(health.string("kafka")).isEqualTo("down");
            assertThat(Long.parseLong(health.text("relay_lag"))).isGreaterThanOrEqualTo(50);
          });
    } finally {
      Servers.kafka().start();
    }
    logMany("relay:away", 10);

    try (var topics = new TopicReader()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(distinct(topics.events("relay:away")))
                  .containsExactlyElementsOf(numbers(80)));
      // What Kafka had when it died and could not confirm comes again: a step back, never a gap.
      long next = 0;
      for (long sequence : sequences(topics.events("relay:away"))) {
        assertThat(sequence).isLessThanOrEqualTo(next);
        next = sequence + 1;
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(http.get("/health").json().string("status")).isEqualTo("healthy");
          assertThat(http.get("/health").json().text("relay_lag")).isEqualTo("0");
        });
  }

  @Test
  void theRelayedPositionFollows() {
    logMany("relay:position", 30);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(streams.streams(null, 1000))
                .anyMatch(stream ->
                    stream.policyId().equals("relay:position")
                        && stream.head() == 30
                        && stream.relayed() == 30));
  }

  @Test
  void freshCommitsWithoutEndKeepNoStreamFromBeingSent() {
    UUID id = UUID.randomUUID();
    http.log(Events.order(id, "relay:busy"));
    var endless = new EndlessCommits(fresh, streams.event(id).orElseThrow());
    try (var topics = new TopicReader()) {
      fresh.committed(endless);
      http.log(Events.order(UUID.randomUUID(), "relay:beside"));
      await().atMost(PATIENCE).until(() -> topics.events("relay:beside").size() == 1);
    } finally {
      endless.isOver = true;
    }
  }

  /// A group that is committed again whenever the relay looks at it, so that there is always one
  /// more.
  private static final class EndlessCommits extends AbstractList<StoredEvent> {
    private final CommittedEvents fresh;
    private final StoredEvent event;
    private volatile boolean isOver;

    /// Taking a group in looks at it, too.
    private volatile boolean isTakenIn;

    EndlessCommits(CommittedEvents fresh, StoredEvent event) {
      this.fresh = fresh;
      this.event = event;
    }

    @Override
    public StoredEvent get(int index) {
      return event;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Iterator<StoredEvent> iterator() {
      if (!isOver && !isTakenIn) {
        isTakenIn = true;
        fresh.committed(this);
        isTakenIn = false;
      }
      return List.of(event).iterator();
    }
  }

  private void logMany(String policyId, int count) {
    String batch =
        String.join(
            "\n",
            LongStream.range(0, count)
                .mapToObj(i -> Events.order(UUID.randomUUID(), policyId))
                .toList());
    var answer = http.post("/vcp/log/batch", batch.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.json().text("accepted")).isEqualTo(Integer.toString(count));
  }

  private static List<Long> sequences(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().map(record -> TopicReader.headers(record).sequence()).toList();
  }

  /// In the order of first arrival.
  private static List<Long> distinct(List<ConsumerRecord<byte[], byte[]>> records) {
    return new ArrayList<>(new java.util.LinkedHashSet<>(sequences(records)));
  }

  private static List<Long> numbers(long count) {
    return LongStream.range(0, count).boxed().toList();
  }
}
