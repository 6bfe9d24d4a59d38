package dev.tradewitness.capture.spool;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tradewitness.capture.Events;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.stream.CommitQueue;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.MemoryTable;
import dev.tradewitness.capture.stream.MemoryTable.Fault;
import dev.tradewitness.capture.stream.SigningMode;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamOutcome;
import dev.tradewitness.kit.signing.Ed25519Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Drives doors, committer and spool by hand, in random steps, with a database that goes away,
/// hangs, or commits without saying so, and a disk that is full or whose process dies at any write.
/// The naive model is the order in which the events came: whatever is in the table is in that
/// order, once, and everything acknowledged is in it.
class SpoolFifoTest {

  private static final int LIVES = 12;
  private static final int STEPS = 250;
  private static final List<Fault> FAULTS =
      List.of(Fault.NONE, Fault.NONE, Fault.NONE, Fault.NOT_STORED, Fault.STORED_AND_NOT_SAID);
  private static final EventDecoder DECODER = new EventDecoder(new SecureRandom());
  private static final EventSigner SIGNER =
      new EventSigner(new Ed25519Signer(new byte[32]), SigningMode.CHECKPOINT, Map.of());

  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.tradewitness.capture");

  @TempDir private Path temporary;

  @BeforeAll
  static void failuresAreNoNews() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void logAgain() {
    LOG.setLevel(null);
  }

  @Test
  void whateverFailsEventsKeepTheirOrderAndNoneAcknowledgedIsLostOrDoubled() throws Exception {
    long first = Long.getLong("seed", System.nanoTime());
    int runs = Integer.getInteger("runs", 5);
    int lives = 0;
    int events = 0;
    int spooled = 0;
    for (long seed = first; seed < first + runs; seed++) {
      var world = new World(Files.createDirectory(temporary.resolve("s" + seed)), seed, 7);
      try {
        world.run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("-Dseed=" + seed + " -Druns=1: " + e.getMessage(), e);
      }
      lives += LIVES;
      events += world.came.size() + world.polled.size();
      spooled += world.spooled;
    }
    System.out.printf(
        "-Dseed=%d -Druns=%d: %d lives, %d events, %d of them spooled%n",
        first, runs, lives, events, spooled);
    assertThat(spooled).isPositive();
  }

  @Test
  void aBacklogEndsHoweverFastEventsCome() throws Exception {
    var world = new World(temporary, 1, 100);
    var life = world.new Life();
    world.table.nextGroups(Fault.NOT_STORED, () -> {});
    for (int i = 0; i < 2000; i++) {
      world.submit(life);
    }
    life.commit();
    life.spool.step();
    assertThat(life.folder.records()).isEqualTo(2000);
    world.table.nextGroups(Fault.NONE, () -> {});
    world.now += Duration.ofSeconds(1).toNanos();

    int rounds = 0;
    while (life.queue.isDiverted()) {
      // Four times as many come as are stored in a round.
      for (int i = 0; i < 400; i++) {
        world.submit(life);
      }
      life.spool.step();
      life.commit();
      assertThat(++rounds).as("rounds").isLessThan(200);
    }
    life.commit();
    world.close(life);
    world.check();
  }

  @Test
  void aKillBetweenARefusalAndItsNoteLeavesOneLine() throws Exception {
    var world = new World(temporary, 1, 7);
    var life = world.new Life();
    world.table.nextGroups(Fault.NOT_STORED, () -> {});
    TradingEvent refused = world.event();
    world.table.refuse(refused.id().value());
    life.queue.offer(World.entry(refused, false));
    life.commit();
    life.spool.step();
    world.table.nextGroups(Fault.NONE, () -> {});
    world.now += Duration.ofSeconds(1).toNanos();
    life.spool.step();
    life.commit();
    // The next change would let go of the record, whose line is written then.
    life.disk.killAfter(0);
    assertThatThrownBy(life.spool::step).isInstanceOf(FaultyDisk.Killed.class);
    life.abandon();
    assertThat(world.refusals()).hasSize(1);
    Files.writeString(world.folder.resolve("refused.ndjson"), "half a li", APPEND);

    var next = world.new Life();
    assertThat(next.folder.records()).isOne();
    TradingEvent another = world.event();
    world.table.refuse(another.id().value());
    next.queue.offer(World.entry(another, false));
    world.table.nextGroups(Fault.NOT_STORED, () -> {});
    next.spool.step();
    next.commit();
    next.spool.step();
    assertThat(next.folder.records()).isEqualTo(2);
    world.table.nextGroups(Fault.NONE, () -> {});
    world.drain(next);
    world.close(next);

    assertThat(world.refusals()).hasSize(3);
    assertThat(world.refusals().getFirst()).contains(refused.id().value().toString());
    assertThat(world.refusals().get(1)).isEqualTo("half a li");
    assertThat(world.refusals().getLast()).contains(another.id().value().toString());
  }

  /// A table and a folder that outlive processes, and what came to their doors.
  private static final class World {
    private final Path folder;
    private final int groupEventsMax;
    private final Random random;
    private final MemoryTable table = new MemoryTable();

    /// The events whose senders do not keep them, in the order in which they came.
    private final List<UUID> came = new ArrayList<>();

    /// The events whose sender repeats them, in their order.
    private final List<UUID> polled = new ArrayList<>();

    private final List<StreamEntry> offered = new ArrayList<>();
    private final Set<UUID> unstorable = new HashSet<>();

    /// A poll that its sender repeats until all of it is stored.
    private final List<TradingEvent> poll = new ArrayList<>();

    private List<StreamEntry> pollOffered = List.of();
    private long now = System.nanoTime();
    private int spooled;

    World(Path folder, long seed, int groupEventsMax) {
      this.folder = folder;
      this.groupEventsMax = groupEventsMax;
      this.random = new Random(seed);
    }

    void run() throws Exception {
      for (int i = 0; i < LIVES; i++) {
        var life = new Life();
        if (random.nextInt(3) > 0) {
          life.disk.killAfter(random.nextInt(120));
        }
        try {
          for (int step = 0; step < STEPS; step++) {
            step(life);
          }
          close(life);
        } catch (FaultyDisk.Killed e) {
          life.abandon();
          pollOffered = List.of();
          if (random.nextBoolean()) {
            life.disk.losePower();
          }
        }
      }
      table.nextGroups(Fault.NONE, () -> {});
      var last = new Life();
      drain(last);
      close(last);
      check();
    }

    private void drain(Life life) throws Exception {
      for (int i = 0; life.folder.records() > 0 || life.queue.isDiverted(); i++) {
        now += Duration.ofMillis(100).toNanos();
        life.spool.step();
        life.commit();
        assertThat(i).as("rounds to drain").isLessThan(10_000);
      }
      try (var files = Files.list(folder)) {
        assertThat(files.filter(file -> file.toString().contains(".segment"))).isEmpty();
      }
    }

    private void step(Life life) throws Exception {
      now += random.nextLong(Duration.ofMillis(60).toNanos());
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> {
          for (int i = random.nextInt(12); i >= 0; i--) {
            submit(life);
          }
        }
        case 3 -> poll(life);
        case 4, 5, 6 -> life.commit();
        case 7, 8, 9 -> life.spool.step();
        case 10 -> {
          boolean hangs = random.nextInt(4) == 0;
          table.nextGroups(
              FAULTS.get(random.nextInt(FAULTS.size())), hangs ? () -> hang(life) : () -> {});
        }
        default -> life.disk.setFull(random.nextInt(4) == 0);
      }
    }

    /// The database takes a second; arrivals and the spool go on.
    private void hang(Life life) {
      submit(life);
      now += Duration.ofSeconds(1).toNanos();
      for (int i = 0; i < 3; i++) {
        life.spool.step();
        submit(life);
      }
    }

    private void submit(Life life) {
      TradingEvent event = event();
      came.add(event.id().value());
      if (random.nextInt(50) == 0) {
        unstorable.add(event.id().value());
        table.refuse(event.id().value());
      }
      var entry = entry(event, false);
      offered.add(entry);
      life.queue.offer(entry);
    }

    /// Offers the poll again when some of it was handed back, a new one when all of it is stored.
    private void poll(Life life) {
      if (!pollOffered.stream().allMatch(StreamEntry::isDone)) {
        return;
      }
      boolean isStored =
          pollOffered.size() == poll.size()
              && pollOffered.stream()
                  .allMatch(entry -> !(entry.outcome().join() instanceof StreamOutcome.NotStored));
      if (isStored) {
        poll.clear();
        for (int i = random.nextInt(8); i >= 0; i--) {
          TradingEvent event = event();
          polled.add(event.id().value());
          poll.add(event);
        }
      }
      long run = life.queue.beginRun();
      pollOffered = poll.stream().map(event -> entry(event, true)).toList();
      offered.addAll(pollOffered);
      for (StreamEntry entry : pollOffered) {
        if (random.nextInt(10) == 0) {
          commitQuietly(life);
        }
        life.queue.offer(entry, run);
      }
    }

    private static void commitQuietly(Life life) {
      try {
        life.commit();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private TradingEvent event() {
      String text = Events.order(new UUID(random.nextLong(), random.nextLong()), "fifo:a");
      return switch (DECODER.decode(text.getBytes(StandardCharsets.UTF_8), reception())) {
        case Decoded.Understood(var event) -> event;
        case Decoded.NotUnderstood(var violations) -> throw new AssertionError(violations);
      };
    }

    private static Reception reception() {
      return new Reception(Instant.EPOCH, ClockStatus.BEST_EFFORT, "test", null, null);
    }

    private static StreamEntry entry(TradingEvent event, boolean repeated) {
      return new StreamEntry(event, reception(), SigningMode.CHECKPOINT, null, repeated);
    }

    private void close(Life life) throws Exception {
      life.spool.step();
      life.queue.closeSpool();
      while (life.commit()) {}
      life.folder.close();
    }

    /// The table against the order in which everything came.
    private void check() throws IOException {
      assertThat(refusals()).doesNotHaveDuplicates();
      List<UUID> stored = table.order();
      assertThat(stored).doesNotHaveDuplicates();
      assertThat(stored).isSubsetOf(union(came, polled));
      assertInOrder(stored, came);
      assertInOrder(stored, polled);
      var inTable = new HashSet<>(stored);
      for (StreamEntry entry : offered) {
        UUID id = entry.event().id().value();
        switch (entry.outcome().getNow(new StreamOutcome.NotStored("killed"))) {
          case StreamOutcome.Committed ignored -> assertThat(inTable).contains(id);
          case StreamOutcome.AlreadyStored ignored -> assertThat(inTable).contains(id);
          case StreamOutcome.Spooled ignored -> {
            spooled++;
            if (!unstorable.contains(id)) {
              assertThat(inTable).contains(id);
            }
          }
          case StreamOutcome.NotTaken ignored -> assertThat(unstorable).contains(id);
          case StreamOutcome.IdReused ignored -> throw new AssertionError("no id is used twice");
          case StreamOutcome.NotStored ignored -> {}
        }
      }
    }

    private static List<UUID> union(List<UUID> some, List<UUID> others) {
      var all = new ArrayList<>(some);
      all.addAll(others);
      return all;
    }

    private List<String> refusals() throws IOException {
      Path file = folder.resolve("refused.ndjson");
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /// What one sender's events have become, in the table, is in the order in which they came.
    private static void assertInOrder(List<UUID> stored, List<UUID> came) {
      var theirs = new HashSet<>(came);
      var inTable = new HashSet<>(stored);
      assertThat(stored.stream().filter(theirs::contains))
          .containsExactlyElementsOf(came.stream().filter(inTable::contains).toList());
    }

    /// A process.
    private final class Life {
      private final FaultyDisk disk = new FaultyDisk(random);
      private final CommitQueue queue = new CommitQueue(() -> now);
      private final StreamCommitter committer = table.committer(queue, groupEventsMax);
      private final SpoolFolder folder;
      private final FolderSpool spool;

      Life() throws IOException {
        folder = SpoolFolder.open(World.this.folder, disk, 6000);
        spool =
            new FolderSpool(
                World.this.folder,
                folder,
                queue,
                committer,
                DECODER,
                SIGNER,
                new SpoolBounds(
                    200_000_000,
                    3 * groupEventsMax,
                    Duration.ofMillis(500),
                    Duration.ofMillis(700)),
                () -> now);
        spool.open();
      }

      boolean commit() throws InterruptedException {
        return committer.commitNext(Duration.ZERO);
      }

      /// What the system does with the files of a dead process.
      void abandon() throws IOException {
        folder.close();
      }
    }
  }
}
