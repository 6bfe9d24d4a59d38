package dev.tradewitness.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import dev.tradewitness.client.authorize.Authorization;
import dev.tradewitness.client.authorize.Order;
import dev.tradewitness.client.delivery.ClientListener;
import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.client.delivery.DeliveryBounds;
import dev.tradewitness.client.delivery.Logged;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import dev.tradewitness.client.spool.FileSpool;
import dev.tradewitness.client.spool.SpoolBounds;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole client without a service. With the real ones: ClientIT.
class TradewitnessTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final SomeEvents some = new SomeEvents(5);

  @Test
  void whileCaptureIsAwayEventsAreOnTheDiskInOrder() throws Exception {
    List<Event> events = some.next(3000);
    try (var server = new RudeServer(RudeServer.resetting());
        Tradewitness client = Tradewitness.builder(server.address(), folder).open()) {
      assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
      events.forEach(event -> assertThat(client.log(event)).isTrue());
      assertThat(client.flush(LONG)).isTrue();
      Counters counters = client.counters();
      assertThat(counters.logged()).isEqualTo(3000);
      assertThat(counters.spooled()).isEqualTo(3000);
      assertThat(counters.onDisk()).isEqualTo(3000);
      assertThat(counters.buffered()).isZero();
      assertThat(counters.dropped()).isZero();
      assertThat(counters.faults()).isZero();
      assertThat(counters.requestsFailed()).isPositive();
    }
    assertThat(spooled()).isEqualTo(events);
  }

  @Test
  void closingPutsWhatIsInMemoryOnTheDisk() throws Exception {
    List<Event> events = some.next(50);
    try (var server = new RudeServer(_ -> {})) { // answers nothing
      Tradewitness client =
          Tradewitness.builder(server.address(), folder).closePatience(Duration.ZERO).open();
      events.forEach(client::log);
      client.close();
      assertThat(client.log(some.next())).isFalse();
      assertThat(client.logAndWait(some.next(), LONG))
          .isEqualTo(new Logged.Unavailable(Logged.Reason.CLOSED));
      assertThat(client.counters().dropped()).isEqualTo(2);
      client.close();
    }
    assertThat(spooled()).isEqualTo(events);
  }

  @Test
  void whoWaitsIsToldThatTheEventIsOnTheDisk() throws Exception {
    try (var server = new RudeServer(RudeServer.resetting());
        Tradewitness client = Tradewitness.builder(server.address(), folder).open()) {
      assertThat(client.logAndWait(some.next(), LONG))
          .isEqualTo(new Logged.Spooled(Logged.Disk.CLIENT));
      assertThat(client.logAsync(some.next()).get(60, TimeUnit.SECONDS))
          .isEqualTo(new Logged.Spooled(Logged.Disk.CLIENT));
    }
  }

  @Test
  void whoWaitsNoLongerIsToldThatNothingIsKnown() throws Exception {
    try (var server = new RudeServer(_ -> {});
        Tradewitness client =
            Tradewitness.builder(server.address(), folder).closePatience(Duration.ZERO).open()) {
      assertThat(client.logAndWait(some.next(), Duration.ofMillis(50)))
          .isEqualTo(new Logged.Unavailable(Logged.Reason.NO_ANSWER_YET));
      Thread.currentThread().interrupt();
      assertThat(client.logAndWait(some.next(), LONG))
          .isEqualTo(new Logged.Unavailable(Logged.Reason.NO_ANSWER_YET));
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(spooled()).hasSize(2);
  }

  @Test
  void noCallThrowsIntoTheThreadThatTrades() throws Exception {
    try (var server = new RudeServer(RudeServer.resetting());
        Tradewitness client = Tradewitness.builder(server.address(), folder).open()) {
      assertThat(client.log(null)).isFalse();
      assertThat(client.counters().dropped()).isEqualTo(1);
      Order order = Order.market("c", "o", "s", Order.Side.BUY, BigDecimal.ONE);
      assertThat(client.authorize(order, LONG)).isInstanceOf(Authorization.Unavailable.class);
      assertThat(client.authorize(order, LONG).permits()).isFalse();
      assertThat(client.authorizeAsync(order, LONG).get().permits()).isFalse();
      var longest = Duration.ofSeconds(Long.MAX_VALUE);
      assertThat(client.flush(longest)).isTrue();
      assertThat(client.logAndWait(some.next(), longest)).isInstanceOf(Logged.Spooled.class);
      boolean _ = client.flush(longest.negated()); // whatever it says, at once
      assertThat(client.logAndWait(null, longest.negated()))
          .isEqualTo(new Logged.Unavailable(Logged.Reason.BUFFER_FULL));
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aListenerMayCloseTheClient() throws Exception {
    var opened = new CompletableFuture<Tradewitness>();
    var closed = new CountDownLatch(1);
    var listener =
        new ClientListener() {
          @Override
          public void requestFailed(String reason) {
            Tradewitness client = opened.join();
            assertThat(client.flush(LONG)).isFalse();
            client.close();
            closed.countDown();
          }
        };
    try (var server = new RudeServer(RudeServer.resetting())) {
      opened.complete(Tradewitness.builder(server.address(), folder).listener(listener).open());
      Event event = some.next();
      opened.join().log(event);
      assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
      opened.join().close(); // waits for the sender's thread
      assertThat(spooled()).containsExactly(event);
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aListenerThatThrowsAnythingAndInterruptsHoldsNothingUp() throws Exception {
    var listener =
        new ClientListener() {
          @Override
          public void requestFailed(String reason) {
            Thread.currentThread().interrupt();
            thrown(new IOException("of code that declares no exceptions"));
          }
        };
    List<Event> events = some.next(3000);
    try (var server = new RudeServer(RudeServer.resetting());
        Tradewitness client =
            Tradewitness.builder(server.address(), folder).listener(listener).open()) {
      client.log(events.getFirst());
      while (client.counters().listenerFailures() < 2) {
        assertThat(client.flush(LONG)).isTrue();
        Thread.onSpinWait();
      }
      events.subList(1, 3000).forEach(client::log);
      assertThat(client.flush(LONG)).isTrue();
      assertThat(client.counters().diskFailures()).isZero();
      assertThat(client.counters().faults()).isZero();
    }
    assertThat(spooled()).isEqualTo(events);
  }

  @SuppressWarnings("unchecked") // as Kotlin and Scala throw
  private static <T extends Throwable> void thrown(Throwable what) throws T {
    throw (T) what;
  }

  @Test
  void loggingAllocatesNothingOnItsThread() throws Exception {
    List<Event> events = some.next(10_000);
    var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var server = new RudeServer(_ -> {}); // answers nothing
        Tradewitness client =
            Tradewitness.builder(server.address(), folder).closePatience(Duration.ZERO).open()) {
      events.subList(0, 2000).forEach(client::log); // counters grow with contention, up to a bound
      long before = memory.getCurrentThreadAllocatedBytes();
      for (int i = 2000; i < events.size(); i++) {
        boolean _ = client.log(events.get(i));
      }
      assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(events.size());
      assertThat(client.counters().logged()).isEqualTo(events.size());
    }
  }

  @Test
  void aSpoolHasRoomForOneRequest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Tradewitness.builder(URI.create("http://127.0.0.1:1"), folder)
                .spoolBounds(SpoolBounds.ofBytes(1024 * 1024))
                .open())
        .withMessageContaining("cannot hold a request");
  }

  @Test
  void settingsAreCheckedWhereTheyAreSet() throws IOException {
    for (String address : List.of("ftp://host", "capture", "http:///x", "http://host?x=1")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Tradewitness.builder(URI.create(address), folder));
    }
    var builder = Tradewitness.builder(URI.create("http://127.0.0.1:1"), folder);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.closePatience(Duration.ofMillis(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.authorize(URI.create("mailto:x")));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.tokenKeys(Map.of()));
    try (Tradewitness _ = builder.closePatience(Duration.ZERO).open()) {
      assertThatIOException().isThrownBy(builder::open);
    }
  }

  @Test
  void boundsAreChecked() {
    DeliveryBounds d = DeliveryBounds.DEFAULT;
    for (int events : new int[] {0, 8, 17, 1 << 21}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bounds(events, d.bufferBytes(), 1000, 1 << 20, d.linger()));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> bounds(16, 1, 1000, 1 << 20, d.linger()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bounds(16, d.bufferBytes(), 10_001, 1 << 20, d.linger()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bounds(16, d.bufferBytes(), 1000, 64 * 1024, d.linger()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bounds(16, d.bufferBytes(), 1000, 1 << 20, Duration.ZERO));
  }

  private static DeliveryBounds bounds(
      int bufferEvents, long bufferBytes, int batchEvents, int batchBytes, Duration linger) {
    DeliveryBounds d = DeliveryBounds.DEFAULT;
    return new DeliveryBounds(
        bufferEvents,
        bufferBytes,
        batchEvents,
        batchBytes,
        linger,
        d.requestTimeout(),
        d.backoffFirst(),
        d.backoffMax());
  }

  private List<Event> spooled() throws IOException {
    try (FileSpool spool = FileSpool.open(folder, SpoolBounds.ofBytes(256 * 1024 * 1024))) {
      return spool.read(Integer.MAX_VALUE, Long.MAX_VALUE);
    }
  }
}
