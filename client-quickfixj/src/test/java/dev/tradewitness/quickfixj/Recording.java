package dev.tradewitness.quickfixj;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.spool.FileSpool;
import dev.tradewitness.client.spool.SpoolBounds;
import dev.tradewitness.common.event.PolicyId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A recorder whose client finds nobody, so that all events are in its spool at the end.
final class Recording implements AutoCloseable {

  static final FixEvents EVENTS =
      new FixEvents(
          new PolicyId("test:engine"),
          "SILVER",
          "BEST_EFFORT",
          InstantSource.fixed(Instant.parse("2026-11-30T08:00:00Z")));

  private final Path spool;
  private final Tradewitness client;
  private final FixRecorder recorder;

  Recording(Path spool) throws IOException {
    this.spool = spool;
    this.client =
        Tradewitness.builder(URI.create("http://127.0.0.1:1"), spool)
            .spoolBounds(SpoolBounds.ofBytes(16 << 20))
            .closePatience(Duration.ofMillis(200))
            .open();
    this.recorder = new FixRecorder(client, EVENTS);
  }

  FixRecorder recorder() {
    return recorder;
  }

  @Override
  public void close() {
    client.close();
  }

  /// Closes the client and reads what was logged, in its order.
  List<Event> events() throws IOException {
    client.close();
    assertThat(client.counters().dropped()).isZero();
    List<Event> events = left(spool);
    assertThat(events).hasSize(Math.toIntExact(recorder.counts().logged()));
    return events;
  }

  /// What a client left in its spool.
  static List<Event> left(Path spool) throws IOException {
    var all = new ArrayList<Event>();
    try (FileSpool left = FileSpool.open(spool, SpoolBounds.ofBytes(16 << 20))) {
      List<Event> events = left.read(1000, Long.MAX_VALUE);
      while (!events.isEmpty()) {
        all.addAll(events);
        left.settle();
        events = left.read(1000, Long.MAX_VALUE);
      }
    }
    return all;
  }

  static String text(Event event) {
    return StandardCharsets.UTF_8.decode(event.text()).toString();
  }

  static String type(Event event) {
    return text(event).replaceAll("(?s).*?\"event_type\":\"([^\"]*)\".*", "$1");
  }
}
