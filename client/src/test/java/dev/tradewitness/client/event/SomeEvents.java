package dev.tradewitness.client.event;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Events for tests: the same seed gives the same ones.
public final class SomeEvents {

  private final SplittableRandom random;
  private final EventWriter writer;

  public SomeEvents(long seed) {
    this.random = new SplittableRandom(seed);
    this.writer =
        new EventWriter(
            new PolicyId("test:client"),
            "SILVER",
            "BEST_EFFORT",
            InstantSource.fixed(Instant.parse("2026-11-30T04:00:00.123456Z")),
            random::nextLong);
  }

  public Event next() {
    return ofNote("x".repeat(random.nextInt(40)));
  }

  public Event ofNote(String note) {
    return writer.write("ORD", JsonObject.builder().put("note", note).build());
  }

  public List<Event> next(int count) {
    var events = new ArrayList<Event>();
    for (int i = 0; i < count; i++) {
      events.add(next());
    }
    return events;
  }
}
