package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.client.delivery.DeliveryBounds;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.system.load.LoggingClient;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import dev.tradewitness.system.stack.SmallDisk;
import dev.tradewitness.system.stack.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Java client while something dies: capture-service, PostgreSQL, the client's own process, the
/// client's disk. Each drill counts what was logged, told, stored, lost and doubled.
@Order(1)
@ExtendWith(SharedStack.class)
class ClientKillsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TOLD_BEFORE = 200;
  private static final int DROPS = 20;
  private static final long PAUSE_NANOS = 500_000;
  private static final String BIG = "x".repeat(16 * 1024);

  @TempDir Path folder;

  private final String policy = "drill:client-kills-" + Long.toString(System.nanoTime(), 36);
  private final EventWriter writer =
      new EventWriter(new PolicyId(policy), "SILVER", "BEST_EFFORT", InstantSource.system());

  @ParameterizedTest
  @CsvSource({"capture,http", "postgres,http", "capture,ldjson", "postgres,ldjson"})
  void everyEventLoggedWhileAPartIsKilledIsStoredOnce(
      String victim, String transport, RunningStack stack) throws Exception {
    var sent = new ArrayList<String>();
    Counters counters;
    try (Tradewitness client = client(stack, transport, folder.resolve("spool"))) {
      logUntil(() -> taken(client.counters()) >= TOLD_BEFORE, client, "", sent);
      during(() -> stack.killAndRestart(victim), kill -> logUntil(kill::isDone, client, "", sent));
      awaitEverythingSent(client);
      counters = client.counters();
    }
    List<String> stored = stored(stack, sent.size());
    count("Java client over " + transport + ", " + victim + " killed", sent, stored, counters)
        .row("in the order of logging", stored.equals(sent))
        .print();
    assertThat(stored).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(taken(counters) + counters.spooledByCapture()).isEqualTo(sent.size());
    assertThat(counters.dropped() + counters.refused() + counters.faults()).isZero();
    if (victim.equals("capture")) {
      assertThat(counters.spooled()).as("the drill met the client's disk").isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "ldjson"})
  void aClientThatIsKilledLosesNothingThatItToldOf(String transport, RunningStack stack)
      throws Exception {
    Path spool = folder.resolve("spool");
    var told = new ArrayList<String>();
    Process process = LoggingClient.start(address(stack, transport), spool, policy);
    try (BufferedReader lines = process.inputReader()) {
      readUntil("STORED", lines, told);
      during(
          () -> stack.killAndRestart("capture"),
          kill -> {
            readUntil("SPOOLED", lines, told);
            process.toHandle().destroyForcibly(); // leaves the pipe open, with what is in it
          });
      lines.lines().forEach(told::add);
    } finally {
      process.destroyForcibly();
    }
    Counters counters;
    long found;
    try (Tradewitness client = client(stack, transport, spool)) {
      found = client.counters().onDisk();
      awaitEverythingSent(client);
      counters = client.counters();
    }
    assertThat(told).noneMatch(line -> line.startsWith("OTHER"));
    List<String> ids = told.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
    List<String> stored = stored(stack, ids.size());
    count("Java client over " + transport + " killed while capture is away", ids, stored, counters)
        .row("told stored", told.stream().filter(line -> line.startsWith("STORED")).count())
        .row("told spooled", told.stream().filter(line -> line.startsWith("SPOOLED")).count())
        .row("found on the disk by the next client", found)
        .row("stored without having been told", stored.size() - ids.size())
        .print();
    assertThat(stored).doesNotHaveDuplicates().containsAll(ids);
    assertThat(counters.damaged()).isZero();
    assertThat(counters.refused() + counters.dropped() + counters.faults()).isZero();
  }

  @Test
  void eventsAreDroppedOnlyOnAFullDiskAndEachIsCounted(RunningStack stack) throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("disk"));
    var sent = new ArrayList<String>();
    var full = new ArrayList<ClientState>();
    Counters counters;
    try (SmallDisk disk = SmallDisk.over(mounted, 4);
        Tradewitness client =
            client(address(stack, "http"), mounted.resolve("spool"), smallBuffer())) {
      disk.fill();
      during(
          () -> stack.killAndRestart("capture"),
          kill -> {
            logUntil(() -> client.counters().dropped() >= DROPS, client, BIG, sent);
            Awaitility.await().atMost(PATIENCE).until(() -> client.state() == ClientState.OVERFLOW);
            full.add(client.state());
            disk.empty();
          });
      awaitEverythingSent(client);
      counters = client.counters();
    }
    List<String> stored = stored(stack, sent.size());
    count("Java client, its disk full and capture killed", sent, stored, counters)
        .row("handed in", counters.logged())
        .row("dropped and counted", counters.dropped())
        .row("times the disk failed", counters.diskFailures())
        .print();
    assertThat(full).containsExactly(ClientState.OVERFLOW);
    assertThat(stored).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(counters.logged()).isEqualTo(sent.size() + counters.dropped());
    assertThat(counters.diskFailures()).isPositive();
  }

  private static Table count(
      String title, List<String> accepted, List<String> stored, Counters counters) {
    var distinct = new HashSet<>(stored);
    return new Table(title)
        .row("events accepted", accepted.size())
        .row("events stored", stored.size())
        .row("lost", accepted.stream().filter(id -> !distinct.contains(id)).count())
        .row("doubled", stored.size() - distinct.size())
        .row("on the client's disk in between", counters.spooled())
        .row("on capture's disk in between", counters.spooledByCapture())
        .row("answered as duplicates", counters.duplicates())
        .row("requests that failed", counters.requestsFailed());
  }

  private interface Work<T> {
    void with(Future<T> other) throws Exception;
  }

  /// Does something while something else happens, and waits for both.
  private static <T> void during(Callable<T> other, Work<T> work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<T> future = threads.submit(other);
      work.with(future);
      future.get();
    }
  }

  private void logUntil(
      Callable<Boolean> isOver, Tradewitness client, String note, List<String> sent)
      throws Exception {
    long began = System.nanoTime();
    while (!isOver.call()) {
      assertThat(System.nanoTime() - began).isLessThan(PATIENCE.toNanos());
      Event event =
          writer.write(
              "ORD",
              JsonObject.builder()
                  .put("number", Integer.toString(sent.size()))
                  .put("note", note)
                  .build());
      if (client.log(event)) {
        sent.add(event.id().toString());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /// Reads until enough events had this outcome.
  private static void readUntil(String outcome, BufferedReader lines, List<String> told)
      throws IOException {
    for (int found = 0; found < TOLD_BEFORE; ) {
      String line = lines.readLine();
      assertThat(line).as("the client's process goes on").isNotNull();
      told.add(line);
      found += line.startsWith(outcome) ? 1 : 0;
    }
  }

  /// Events that capture's answers settled.
  private static long taken(Counters counters) {
    return counters.stored() + counters.settled();
  }

  private static String address(RunningStack stack, String transport) {
    return transport.equals("ldjson")
        ? "ldjson://127.0.0.1:" + stack.ldjsonPort()
        : stack.http("capture").base();
  }

  private static Tradewitness client(RunningStack stack, String transport, Path spool)
      throws IOException {
    return client(address(stack, transport), spool, DeliveryBounds.DEFAULT);
  }

  private static Tradewitness client(String address, Path spool, DeliveryBounds bounds)
      throws IOException {
    return Tradewitness.builder(URI.create(address), spool).bounds(bounds).open();
  }

  /// A buffer that is full after a second.
  private static DeliveryBounds smallBuffer() {
    DeliveryBounds d = DeliveryBounds.DEFAULT;
    return new DeliveryBounds(
        64,
        1024 * 1024,
        16,
        128 * 1024,
        d.linger(),
        d.requestTimeout(),
        d.backoffFirst(),
        d.backoffMax());
  }

  private static void awaitEverythingSent(Tradewitness client) {
    assertThat(client.flush(PATIENCE)).isTrue();
    Awaitility.await("the client's disk is empty")
        .atMost(PATIENCE)
        .until(() -> client.counters().onDisk() == 0 && client.state() == ClientState.CONNECTED);
  }

  /// Ids of the stream in its order, once it has so many: what capture had on its own disk comes a
  /// little later.
  private List<String> stored(RunningStack stack, int atLeast) {
    return Awaitility.await("the stream has %d events".formatted(atLeast))
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .until(
            () ->
                CapturedStream.read(stack.http("capture"), policy).events().stream()
                    .map(CapturedStream.Captured::eventId)
                    .toList(),
            ids -> ids.size() >= atLeast);
  }
}
