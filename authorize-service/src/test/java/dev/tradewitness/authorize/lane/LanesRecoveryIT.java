package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.journal.JournalDatabase;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.order.ClientId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Several lanes read at the same time.
class LanesRecoveryIT {

  private static final int LANES = 4;
  private static final StateBounds ROOMY = new StateBounds(100_000, 100, 100_000, 100, 10, 10_000);

  private final JournalDatabase db = JournalDatabase.create();
  private final LaneRecovery recovery = new LaneRecovery(db.store, db.snapshots);
  private final Map<Integer, Long> next = new ConcurrentHashMap<>();

  @BeforeEach
  void hold() throws Exception {
    db.held();
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void everyLaneIsReadOnceToItsEndAndTheTotalsAreTheSums() throws Exception {
    for (int lane = 0; lane < LANES; lane++) {
      append(lane, 100 + lane);
    }
    var world = new LaneWorld(ROOMY, LANES);
    recover(world);
    assertThat(next).isEqualTo(Map.of(0, 100L, 1, 101L, 2, 102L, 3, 103L));
    assertThat(world.lanes().openOrders()).isEqualTo(406);
    assertThat(world.lanes().ordersRemembered()).isEqualTo(406);
    recover(world);
    assertThat(world.lanes().openOrders()).as("after another takeover").isEqualTo(406);
  }

  @Test
  void aLaneThatCannotBeReadKeepsTheOthersFromBeingBegunAndHoldsNothing() throws Exception {
    append(0, 10);
    append(1, 3000);
    append(2, 3000);
    append(3, 10);
    db.execute("delete from journal where lane = 0 and sequence = 5");
    var world = new LaneWorld(ROOMY, LANES);
    assertThatThrownBy(() -> recover(world))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("journal of lane 0: expected row 5, found 6");
    assertThat(next).doesNotContainKeys(0, 3);
    assertThat(world.lanes().openOrders())
        .isEqualTo(next.values().stream().mapToLong(Long::longValue).sum());
    assertThat(reading()).isEmpty();
  }

  @Test
  void lanesReadAtTheSameTimeShareTheBoundOnIds() throws Exception {
    for (int lane = 0; lane < LANES; lane++) {
      append(lane, 3000);
    }
    var world = new LaneWorld(new StateBounds(100_000, 100, 4000, 100, 10, 10_000), LANES);
    recover(world);
    // Two lanes use the bound up, each other one has its part of a thousand; a lane hears of
    // the others every 1,024 rows.
    assertThat(world.lanes().ordersRemembered()).isLessThanOrEqualTo(4000 + 2 * 1000 + 2 * 1024);
    world.lanes().addUp();
    assertThat(world.lanes().ordersRemembered()).isBetween(1000L, 4000L);
  }

  @Test
  void anInterruptionEndsTheReadingBeforeItIsTold() throws Exception {
    for (int lane = 0; lane < LANES; lane++) {
      append(lane, 500);
    }
    var world = new LaneWorld(ROOMY, LANES);
    Thread caller = Thread.currentThread();
    var interrupted = new AtomicBoolean();
    LanesRecovery.Recovered interrupting =
        (lane, row) -> {
          next.put(lane.number(), row);
          if (interrupted.compareAndSet(false, true)) {
            caller.interrupt();
          }
          awaitInterruption();
        };
    assertThatThrownBy(() -> LanesRecovery.recover(recovery, world.lanes().all(), interrupting))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(reading()).isEmpty();
    assertThat(next).hasSizeLessThanOrEqualTo(LanesRecovery.READERS);
    recover(world);
    assertThat(world.lanes().openOrders()).isEqualTo(4 * 500);
  }

  private void recover(LaneWorld world) throws Exception {
    LanesRecovery.recover(
        recovery, world.lanes().all(), (lane, row) -> next.put(lane.number(), row));
  }

  /// Threads with a reader on their stack. One that only ends may still be there for a moment.
  private static List<Thread> reading() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread ->
            Arrays.stream(thread.getValue())
                .anyMatch(frame -> frame.getClassName().equals(LanesRecovery.class.getName())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void awaitInterruption() {
    try {
      assertThat(new CountDownLatch(1).await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void append(int lane, int count) {
    List<JournalRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(LaneWorld.decided(lane, i, i, new ClientId("acme"), "o" + i, true));
      if (rows.size() == 256 || i == count - 1) {
        db.write(rows);
        rows.clear();
      }
    }
  }
}
