package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.journal.JournalDatabase;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.order.ClientId;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Recovers 64 lanes with 10,000,000 remembered ids and 1,000,000 open orders from snapshots and
/// the rows above them, and prints what it takes. Takes some minutes and 2 GiB: run it with
/// `-Dtradewitness.figures=true -Dsurefire.jvm="-Xmx2g -XX:+UseSerialGC"`.
@Tag("figures")
@EnabledIfSystemProperty(named = "tradewitness.figures", matches = "true")
class RecoveryFiguresIT {

  private static final int LANES = 64;

  /// The compilers work while these are filled.
  private static final int WARM_UP_LANES = 4;

  private static final int IDS = 10_000_000 / LANES;
  private static final int OPEN_EVERY = 10;

  /// Rows of a lane above its snapshot. Snapshots are taken every 20,000 rows, so half of that.
  private static final int TAIL = Integer.getInteger("tradewitness.figures.tail", 10_000);

  private static final StateBounds BOUNDS =
      new StateBounds(1_100_000, 1_100_000, 10_500_000, 1_000_000, 1024, 10_000);

  private final JournalDatabase db = JournalDatabase.create();
  private final LaneRecovery recovery = new LaneRecovery(db.store, db.snapshots);
  private final long[] holds = new long[LANES];
  private final long[] holdsCpu = new long[LANES];
  private long worstFirstApply;
  private long worstApply;
  private int appliesAboveMillisecond;

  @Test
  void tenMillionIdsAndAMillionOpenOrdersAreRecoveredInThirtySeconds() throws Exception {
    try (db) {
      db.heldLong(LANES);
      for (int lane = 0; lane < LANES; lane++) {
        fill(lane);
      }
      printHolds();
      recover();
    }
  }

  private void printHolds() {
    double firstMost = Arrays.stream(holds, 0, WARM_UP_LANES).max().orElseThrow() / 1e6;
    long[] warm = Arrays.stream(holds, WARM_UP_LANES, LANES).sorted().toArray();
    long[] warmCpu = Arrays.stream(holdsCpu, WARM_UP_LANES, LANES).sorted().toArray();
    print(
        "a snapshot holds a lane: median %.2f ms, most %.2f ms; CPU median %.2f, most %.2f ms; %d of %d above 5 ms; most of the first %d lanes %.2f ms"
            .formatted(
                warm[warm.length / 2] / 1e6,
                warm[warm.length - 1] / 1e6,
                warmCpu[warm.length / 2] / 1e6,
                warmCpu[warm.length - 1] / 1e6,
                Arrays.stream(warm).filter(nanos -> nanos > 5_000_000).count(),
                warm.length,
                WARM_UP_LANES,
                firstMost));
    print(
        "a decision applied: of %d times 25, %d took above 1 ms of CPU, at most %.2f ms; at most %.2f ms in the first %d lanes"
            .formatted(
                (LANES - WARM_UP_LANES) * IDS / 25,
                appliesAboveMillisecond,
                worstApply / 1e6,
                worstFirstApply / 1e6,
                WARM_UP_LANES));
  }

  /// Writes a lane's snapshot as a busy lane would, and rows above it.
  private void fill(int number) throws Exception {
    LaneWorld world = new LaneWorld(BOUNDS, LANES);
    Lane lane = world.lanes().all().get(number);
    LaneState state = lane.bounds().emptyState();
    var portion = new ArrayList<JournalRow>(25);
    for (int i = 0; i < IDS - TAIL; i++) {
      portion.add(row(number, i));
      if (portion.size() == 25 || i == IDS - TAIL - 1) {
        applied(number, applyNanos(state, portion));
        portion.clear();
      }
    }
    lane.recovered(state);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    var picture = lane.read((held, last) -> held.snapshot());
    holds[number] = System.nanoTime() - start;
    holdsCpu[number] = cpuNanos() - cpu;
    assertThat(db.snapshots.write(number, 1, picture)).isTrue();
    List<JournalRow> rows = new ArrayList<>();
    for (int i = IDS - TAIL; i < IDS; i++) {
      rows.add(row(number, i));
      if (rows.size() == 1000 || i == IDS - 1) {
        db.write(rows);
        rows.clear();
      }
    }
  }

  private static long applyNanos(LaneState state, List<JournalRow> rows) {
    long since = cpuNanos();
    rows.forEach(state::apply);
    return cpuNanos() - since;
  }

  private void applied(int number, long nanos) {
    if (number < WARM_UP_LANES) {
      worstFirstApply = Math.max(worstFirstApply, nanos);
    } else {
      worstApply = Math.max(worstApply, nanos);
      appliesAboveMillisecond += nanos > 1_000_000 ? 1 : 0;
    }
  }

  private static JournalRow row(int lane, int i) {
    boolean open = i % OPEN_EVERY == 0;
    // Each open order has an account of its own.
    var client = new ClientId("client-%02d-%014d".formatted(lane, i / OPEN_EVERY));
    return LaneWorld.decided(lane, i, i, client, "order-%018d".formatted(i), open);
  }

  private void recover() throws Exception {
    System.gc();
    LaneWorld world = new LaneWorld(BOUNDS, LANES);
    long cpu = processCpuNanos();
    long start = System.nanoTime();
    LanesRecovery.recover(recovery, world.lanes().all(), (lane, next) -> {});
    world.lanes().addUp();
    double seconds = (System.nanoTime() - start) / 1e9;
    print(
        "recovery of %d open orders and %d ids, %d rows above the snapshots: %.1f s, %.1f s of CPU"
            .formatted(
                world.lanes().openOrders(),
                world.lanes().ordersRemembered(),
                LANES * TAIL,
                seconds,
                (processCpuNanos() - cpu) / 1e9));
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    print(
        "used heap: %d MiB of %d MiB"
            .formatted(
                runtime.totalMemory() - runtime.freeMemory() >> 20, runtime.maxMemory() >> 20));
    assertThat(world.lanes().ordersRemembered()).isEqualTo((long) LANES * IDS);
    assertThat(world.lanes().openOrders()).isGreaterThanOrEqualTo(1_000_000);
    assertThat(seconds).isLessThan(30);
  }

  /// This thread's time on a processor, so that other processes on the machine do not count.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long processCpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static void print(String figure) {
    System.out.println("figures: " + figure);
  }
}
