package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.authorize.Authorization;
import dev.tradewitness.client.authorize.Order.Side;
import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.client.delivery.Logged;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import dev.tradewitness.system.stack.Table;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The Java client with the services it is made for.
@Order(1)
@ExtendWith(SharedStack.class)
class ClientIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int KILLS = 2;

  @TempDir Path folder;

  private final String run = Long.toString(System.nanoTime(), 36);
  private final String policy = "drill:client-" + run;
  private final EventWriter writer =
      new EventWriter(new PolicyId(policy), "SILVER", "BEST_EFFORT", InstantSource.system());

  @Test
  void eventsLoggedWhileCaptureIsKilledAreStoredOnce(RunningStack stack) throws Exception {
    var sent = new ArrayList<String>();
    Counters counters;
    try (Tradewitness client = client(stack)) {
      var isOver = new AtomicBoolean();
      // The list is read once the thread has ended.
      Thread trading = Thread.ofPlatform().start(() -> logUntil(isOver, client, sent));
      try {
        for (int i = 0; i < KILLS; i++) {
          Thread.sleep(1000);
          stack.killAndRestart("capture");
        }
      } finally {
        isOver.set(true);
        trading.join();
      }
      assertThat(client.flush(PATIENCE)).isTrue();
      Awaitility.await("the client's disk is empty")
          .atMost(PATIENCE)
          .until(() -> client.counters().onDisk() == 0 && client.state() == ClientState.CONNECTED);
      counters = client.counters();
    }
    List<String> stored =
        CapturedStream.read(stack.http("capture"), policy).events().stream()
            .map(CapturedStream.Captured::eventId)
            .toList();
    check(sent, stored, counters);
  }

  private void logUntil(AtomicBoolean isOver, Tradewitness client, List<String> sent) {
    while (!isOver.get()) {
      Event event = event(sent.size());
      if (client.log(event)) {
        sent.add(event.id().toString());
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void check(List<String> sent, List<String> stored, Counters counters) {
    var distinct = new HashSet<>(stored);
    long lost = sent.stream().filter(id -> !distinct.contains(id)).count();
    int doubled = stored.size() - distinct.size();
    new Table("Java client, capture killed " + KILLS + " times")
        .row("events logged", sent.size())
        .row("events stored", stored.size())
        .row("lost", lost)
        .row("doubled", doubled)
        .row("in the order of logging", stored.equals(sent))
        .row("on the client's disk in between", counters.spooled())
        .row("answered as duplicates", counters.duplicates())
        .row("requests that failed", counters.requestsFailed())
        .print();
    assertThat(lost).isZero();
    assertThat(doubled).isZero();
    assertThat(stored).hasSameSizeAs(sent);
    assertThat(counters.logged()).isEqualTo(sent.size());
    assertThat(counters.stored()).isEqualTo(sent.size());
    assertThat(counters.dropped()).isZero();
    assertThat(counters.refused()).isZero();
    assertThat(counters.faults()).isZero();
    assertThat(counters.spooled()).as("the drill met the disk").isPositive();
  }

  @Test
  void whoWaitsGetsTheEventsPlaceOrTheRefusal(RunningStack stack) throws IOException {
    try (Tradewitness client = client(stack)) {
      Event event = event(0);
      var stored = (Logged.Stored) client.logAndWait(event, PATIENCE);
      assertThat(stored.sequence()).isZero();
      assertThat(client.logAndWait(event, PATIENCE)).isEqualTo(stored);
      Event other = Event.of(event.id(), changed(event));
      var refused = (Logged.Refused) client.logAndWait(other, PATIENCE);
      assertThat(refused.violations().getFirst().code()).isEqualTo("ID_REUSED");
      var captured = CapturedStream.read(stack.http("capture"), policy).events();
      assertThat(captured).hasSize(1);
      assertThat(captured.getFirst().eventHash()).isEqualTo(stored.hash().hex());
    }
  }

  @Test
  void anOrderIsPermittedOrBlockedWithItsReasons(RunningStack stack) throws IOException {
    try (Tradewitness client = client(stack)) {
      Authorization small = client.authorize(order("small", "1"), PATIENCE);
      assertThat(small.permits()).as("%s", small).isTrue();
      Authorization large = client.authorize(order("large", "1001"), PATIENCE);
      assertThat(large.permits()).as("%s", large).isFalse();
      assertThat(((Authorization.Decision) large).reasons())
          .extracting(Authorization.Reason::code)
          .contains("QTY_LIMIT_EXCEEDED");
    }
  }

  private dev.tradewitness.client.authorize.Order order(String name, String qty) {
    return dev.tradewitness.client.authorize.Order.limit(
        "client-" + run,
        name + "-" + run,
        "AAPL",
        Side.BUY,
        new BigDecimal(qty),
        new BigDecimal("10"));
  }

  private Tradewitness client(RunningStack stack) throws IOException {
    return Tradewitness.builder(URI.create(stack.http("capture").base()), folder.resolve("spool"))
        .authorize(URI.create(stack.http("authorize").base()))
        .open();
  }

  private Event event(int number) {
    return writer.write(
        "ORD", JsonObject.builder().put("number", Integer.toString(number)).build());
  }

  /// Another content under the same id.
  private static byte[] changed(Event event) {
    String json = StandardCharsets.UTF_8.decode(event.text()).toString();
    return json.replace("\"number\":\"0\"", "\"number\":\"1\"").getBytes(StandardCharsets.UTF_8);
  }
}
