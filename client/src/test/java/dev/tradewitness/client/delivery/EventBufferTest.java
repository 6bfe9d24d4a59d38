package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class EventBufferTest {

  private static final long ROOM = 1024 * 1024;

  private final SomeEvents some = new SomeEvents(2);

  @Test
  void eventsComeOutInOrderRoundAfterRound() {
    var buffer = new EventBuffer(16, ROOM);
    for (int round = 0; round < 5; round++) {
      List<Event> events = some.next(11);
      events.forEach(event -> assertThat(buffer.offer(event, null)).isTrue());
      assertThat(drained(buffer)).isEqualTo(events);
    }
    assertThat(buffer.putIn()).isEqualTo(55);
    assertThat(buffer.takenOut()).isEqualTo(55);
  }

  @Test
  void aFullBufferTakesNothing() {
    var buffer = new EventBuffer(16, ROOM);
    List<Event> events = some.next(16);
    events.forEach(event -> assertThat(buffer.offer(event, null)).isTrue());
    assertThat(buffer.offer(some.next(), null)).isFalse();
    assertThat(buffer.isHalfFull()).isTrue();
    assertThat(buffer.poll().event()).isEqualTo(events.getFirst());
    Event last = some.next();
    assertThat(buffer.offer(last, null)).isTrue();
    assertThat(drained(buffer)).hasSize(16).endsWith(last);
  }

  @Test
  void itsBytesAreBoundedToo() {
    Event event = some.next();
    var buffer = new EventBuffer(16, 3L * event.bytes());
    assertThat(buffer.offer(event, null)).isTrue();
    assertThat(buffer.isHalfFull()).isFalse();
    assertThat(buffer.offer(event, null)).isTrue();
    assertThat(buffer.isHalfFull()).isTrue();
    assertThat(buffer.offer(event, null)).isTrue();
    assertThat(buffer.offer(event, null)).isFalse();
    assertThat(drained(buffer)).hasSize(3);
    assertThat(buffer.offer(event, null)).isTrue();
  }

  @Test
  void aClosedBufferTakesNothingAndGivesWhatItHas() {
    var buffer = new EventBuffer(16, ROOM);
    List<Event> events = some.next(3);
    events.forEach(event -> buffer.offer(event, null));
    buffer.close();
    assertThat(buffer.offer(some.next(), null)).isFalse();
    assertThat(buffer.putIn()).isEqualTo(3);
    assertThat(drained(buffer)).isEqualTo(events);
  }

  @Test
  void itsSizeIsAPowerOfTwo() {
    assertThatIllegalArgumentException().isThrownBy(() -> new EventBuffer(17, ROOM));
  }

  /// Each event's id names its producer and its number there.
  @Test
  void withSeveralProducersNothingIsLostDoubledOrOutOfItsProducersOrder() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    int producers = 4;
    int each = 20_000;
    var buffer = new EventBuffer(64, ROOM);
    var refused = new AtomicLong();
    byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    Map<Long, Long> next = new HashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(producers)) {
      var running = new ArrayList<Future<?>>();
      for (int p = 0; p < producers; p++) {
        long producer = p;
        var random = new SplittableRandom(seed + p);
        running.add(
            threads.submit(() -> {
              for (long n = 0; n < each; n++) {
                Event event = Event.of(new UUID(producer, n), json);
                while (!buffer.offer(event, null)) {
                  refused.incrementAndGet();
                  LockSupport.parkNanos(1000);
                }
                if (random.nextInt(1000) == 0) {
                  LockSupport.parkNanos(1000);
                }
              }
            }));
      }
      long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      for (long taken = 0; taken < (long) producers * each; ) {
        Submission submission = buffer.poll();
        if (submission == null) {
          assertThat(System.nanoTime()).isLessThan(until);
          LockSupport.parkNanos(1000);
          continue;
        }
        UUID id = submission.event().id();
        assertThat(id.getLeastSignificantBits())
            .isEqualTo(next.merge(id.getMostSignificantBits(), 1L, Long::sum) - 1);
        taken++;
      }
      for (Future<?> one : running) {
        one.get(1, TimeUnit.MINUTES);
      }
    }
    assertThat(next.values()).containsOnly((long) each);
    assertThat(buffer.poll()).isNull();
    assertThat(buffer.putIn()).isEqualTo(buffer.takenOut());
    assertThat(refused.get()).as("the buffer was full at times").isPositive();
  }

  private static List<Event> drained(EventBuffer buffer) {
    var events = new ArrayList<Event>();
    for (Submission one = buffer.poll(); one != null; one = buffer.poll()) {
      events.add(one.event());
    }
    return events;
  }
}
