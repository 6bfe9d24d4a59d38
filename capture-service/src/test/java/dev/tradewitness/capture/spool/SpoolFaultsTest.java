package dev.tradewitness.capture.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.intake.BoundedIntake;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.Receipt;
import dev.tradewitness.capture.stream.CommitQueue;
import dev.tradewitness.capture.stream.Entries;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/// The spool's rounds by hand, with a database and a disk that fail as told.
class SpoolFaultsTest {

  private static final Duration RETRY = Duration.ofMillis(500);
  private static final int GROUP_EVENTS = 5;
  private static final EventSigner SIGNER =
      new EventSigner(new Ed25519Signer(new byte[32]), SigningMode.CHECKPOINT, Map.of());
  private static final String SEGMENT = "0000000000000001.segment";

  @TempDir private Path path;

  private final MemoryTable table = new MemoryTable();
  private final FaultyDisk disk = new FaultyDisk(new Random(1));
  private final CommitQueue queue = new CommitQueue(() -> now());
  private final StreamCommitter committer = table.committer(queue, GROUP_EVENTS);
  private long now = System.nanoTime();
  private SpoolFolder folder;
  private FolderSpool spool;

  private long now() {
    return now;
  }

  @BeforeEach
  void open() throws IOException {
    folder = SpoolFolder.open(path, disk, 6000);
    spool =
        new FolderSpool(
            path,
            folder,
            queue,
            committer,
            new EventDecoder(new SecureRandom()),
            SIGNER,
            new SpoolBounds(200_000_000, 2 * GROUP_EVENTS, RETRY, Duration.ofMillis(700)),
            () -> now);
    spool.open();
  }

  @AfterEach
  void close() throws IOException {
    folder.close();
  }

  @Test
  void nothingDivertedBehindARefusedEventIsKept() throws Exception {
    divert();
    disk.setFull(true);
    // More than one append takes.
    var batch = offer(100, 60_000);
    spool.step();
    disk.setFull(false);
    round(RETRY);
    assertThat(batch).allSatisfy(entry -> assertThat(outcome(entry)).isEqualTo("NotStored"));
  }

  @Test
  void aBatchOfWhichTheDiskRefusedAnEventIsRefusedToItsEnd() throws Exception {
    divert();
    long run = queue.beginRun();
    List<StreamEntry> batch = Stream.generate(() -> Entries.of("ORD-1")).limit(3).toList();
    queue.offer(batch.get(0), run);
    spool.step();
    disk.setFull(true);
    queue.offer(batch.get(1), run);
    spool.step();
    disk.setFull(false);
    now += RETRY.toNanos();
    queue.offer(batch.get(2), run);
    StreamEntry other = Entries.of("ORD-2");
    queue.offer(other, queue.beginRun());
    round(Duration.ZERO);
    spool.step();

    assertThat(batch.stream().map(SpoolFaultsTest::outcome))
        .containsExactly("Spooled", "NotStored", "NotStored");
    assertThat(outcome(other)).isEqualTo("Spooled");
  }

  @Test
  void aDiskThatFailedIsLeftAloneForAWhile() throws Exception {
    divert();
    disk.setFull(true);
    offer(1, 1);
    spool.step();
    disk.setFull(false);
    List<StreamEntry> soon = offer(1, 1);
    spool.step();
    assertThat(outcome(soon.getFirst())).isEqualTo("NotStored");
    now += RETRY.toNanos();
    List<StreamEntry> later = offer(1, 1);
    round(Duration.ZERO);
    spool.step();
    assertThat(outcome(later.getFirst())).isEqualTo("Spooled");
  }

  @Test
  void aRefusalThatCannotBeWrittenDownHoldsUpNothingAndItsSegmentIsKept() throws Exception {
    divert();
    List<StreamEntry> kept = offer(3, 1);
    table.refuse(kept.get(1).event().id().value());
    spool.step();
    Files.createDirectory(path.resolve("refused.ndjson"));
    table.nextGroups(Fault.NONE, () -> {});
    for (int i = 0; queue.isDiverted() || folder.records() > 0; i++) {
      round(RETRY);
      assertThat(i).as("rounds").isLessThan(50);
    }

    assertThat(table.order())
        .endsWith(kept.get(0).event().id().value(), kept.get(2).event().id().value());
    assertThat(spool.unwritten()).isOne();
    assertThat(spool.refused()).isZero();
    assertThat(spool.isSound()).isFalse();
    assertThat(Files.readString(path.resolve(SEGMENT + ".damaged"), StandardCharsets.ISO_8859_1))
        .contains(kept.get(1).event().id().value().toString());
    assertThat(path.resolve(SEGMENT)).doesNotExist();
  }

  @Test
  void aDrainThatDoesNotAdvanceIsShown() throws Exception {
    round(SpoolBounds.STALL.multipliedBy(2));
    assertThat(spool.isStalled()).isFalse();
    divert();
    assertThat(spool.isStalled()).isFalse();
    for (int i = 0; i < 20; i++) {
      round(RETRY);
    }
    assertThat(spool.isStalled()).isTrue();
    table.nextGroups(Fault.NONE, () -> {});
    round(RETRY);
    round(RETRY);
    round(RETRY);
    assertThat(spool.isStalled()).isFalse();
    assertThat(folder.records()).isZero();
  }

  @Test
  void aDatabaseThatNeedsLongerThanTheWaitForEachGroupStillEmptiesTheSpool() throws Exception {
    divert();
    offer(3 * GROUP_EVENTS, 1);
    spool.step();
    table.nextGroups(Fault.NONE, this::takeLong);
    for (int i = 0; folder.records() > 0; i++) {
      round(RETRY);
      assertThat(i).as("rounds").isLessThan(50);
    }
    assertThat(table.order()).hasSize(3 * GROUP_EVENTS + 1).doesNotHaveDuplicates();
    assertThat(spool.drained()).isEqualTo(3 * GROUP_EVENTS + 1);
  }

  @Test
  void aGroupThatFailsLateComesAgainInOrder() throws Exception {
    divert();
    List<StreamEntry> kept = offer(3 * GROUP_EVENTS, 1);
    spool.step();
    table.nextGroups(Fault.NOT_STORED, this::takeLong);
    for (int i = 0; i < 10; i++) {
      round(RETRY);
    }
    assertThat(folder.records()).isEqualTo(3 * GROUP_EVENTS + 1);
    table.nextGroups(Fault.NONE, () -> {});
    for (int i = 0; folder.records() > 0; i++) {
      round(RETRY);
      assertThat(i).as("rounds").isLessThan(50);
    }
    assertThat(table.order())
        .endsWith(kept.stream().map(entry -> entry.event().id().value()).toArray(UUID[]::new));
  }

  @Test
  void aDiskThatStallsUnderLoadHoldsNoMoreThanTheIntakeMayAndLosesNothing() throws Exception {
    int eventBytes = 60_000;
    int room = 40;
    var bounded =
        BoundedIntake.of(
            committer, queue, SIGNER, 1000, DataSize.ofBytes((long) room * (eventBytes + 1000)));
    divert();
    var stalled = new CountDownLatch(1);
    disk.stall(stalled);
    spool.start();
    var pending = new ArrayList<Intake.Pending>();
    int turnedAway = 0;
    try {
      for (int i = 0; i < 10 * room; i++) {
        StreamEntry entry = Entries.of("x".repeat(eventBytes));
        Intake.Pending one =
            bounded.intake().submit(new Decoded.Understood(entry.event()), entry.reception());
        if (one.isTurnedAway()) {
          turnedAway++;
        } else {
          pending.add(one);
        }
      }
      assertThat(pending).hasSize(room);
      assertThat(turnedAway).isEqualTo(9 * room);
      assertThat(bounded.inFlight().events()).isEqualTo(room);
    } finally {
      stalled.countDown();
    }
    for (Intake.Pending one : pending) {
      assertThat(one.await(Duration.ofMinutes(1))).isInstanceOf(Receipt.Spooled.class);
    }
    assertThat(bounded.inFlight().events()).isZero();
    spool.stop(Duration.ofMinutes(1));
    assertThat(folder.records()).isEqualTo(room + 1);
  }

  /// Longer than the spool waits for a commit; its thread goes on meanwhile.
  private void takeLong() {
    for (int i = 0; i < 3; i++) {
      now += RETRY.toNanos();
      spool.step();
    }
  }

  /// The database goes away, and the first event that it does not take is on the disk.
  private void divert() throws InterruptedException {
    table.nextGroups(Fault.NOT_STORED, () -> {});
    offer(1, 1);
    committer.commitNext(Duration.ZERO);
    spool.step();
    assertThat(queue.isDiverted()).isTrue();
    assertThat(folder.records()).isOne();
  }

  private void round(Duration later) throws InterruptedException {
    now += later.toNanos();
    spool.step();
    committer.commitNext(Duration.ZERO);
  }

  private List<StreamEntry> offer(int count, int orderIdLength) {
    List<StreamEntry> entries =
        IntStream.range(0, count).mapToObj(_ -> Entries.of("x".repeat(orderIdLength))).toList();
    entries.forEach(queue::offer);
    return entries;
  }

  private static String outcome(StreamEntry entry) {
    return entry
        .outcome()
        .getNow(new StreamOutcome.NotTaken("no outcome"))
        .getClass()
        .getSimpleName();
  }
}
