package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.exposure.BookSnapshot;
import dev.tradewitness.authorize.exposure.Executions;
import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Fills 64 lanes with the state that a heap of 2 GiB must hold, and prints bytes and times. Takes
/// half a minute: run it with `-Dtradewitness.figures=true -Dsurefire.jvm="-Xmx2g
/// -XX:+UseSerialGC"`.
@Tag("figures")
@EnabledIfSystemProperty(named = "tradewitness.figures", matches = "true")
class StateFiguresTest {

  private static final int LANES = 64;

  /// The compilers work while these are filled.
  private static final int WARM_UP_LANES = 4;

  private static final int ACCOUNTS = 1_000_000 / LANES;
  private static final int IDS = 10_000_000 / LANES;
  private static final int DAY = 20_000;
  private static final KeyedHash HASH = KeyedHash.ofSeed(1);

  private final List<ExposureBook> books = new ArrayList<>();
  private final List<OrderIndex> indexes = new ArrayList<>();

  @Test
  void aMillionAccountsAndOpenOrdersAndTenMillionIdsFitIntoTwoGibibytes() {
    long empty = usedBytes();
    var reserving = new Times();
    for (int lane = 0; lane < LANES; lane++) {
      reserving.beginLane(lane >= WARM_UP_LANES);
      books.add(book(lane, reserving));
    }
    long withBooks = usedBytes();
    var putting = new Times();
    for (int lane = 0; lane < LANES; lane++) {
      putting.beginLane(lane >= WARM_UP_LANES);
      indexes.add(index(lane, putting));
    }
    long withIds = usedBytes();
    long ids = indexes.stream().mapToLong(OrderIndex::size).sum();
    long[] snapshots = new long[LANES];
    for (int round = 0; round < 5; round++) {
      for (int lane = 0; lane < LANES; lane++) {
        snapshots[lane] = snapshotNanos(books.get(lane));
      }
    }
    Arrays.sort(snapshots);
    print(
        "open order with account and symbol: %d B"
            .formatted((withBooks - empty) / (LANES * ACCOUNTS)));
    print("remembered id: %.1f B".formatted((withIds - withBooks) / (double) ids));
    print(
        "used heap: %d MiB of %d MiB"
            .formatted(withIds >> 20, Runtime.getRuntime().maxMemory() >> 20));
    print("reserve: %s".formatted(reserving.summary()));
    print("put of an id: %s".formatted(putting.summary()));
    print("look-up of an absent id: %d ns".formatted(lookUpNanos()));
    print(
        "snapshot of %d orders and accounts: median %.2f ms, most %.2f ms of CPU time"
            .formatted(ACCOUNTS, snapshots[LANES / 2] / 1e6, snapshots[LANES - 1] / 1e6));
    assertThat(withIds).isLessThan(1L << 30);
    assertThat(withBooks - empty).isLessThan(410L * LANES * ACCOUNTS);
    assertThat(withIds - withBooks).isLessThan(24L * ids);
    assertThat(snapshots[LANES / 2]).isLessThan(5_000_000);
  }

  private static ExposureBook book(int lane, Times times) {
    var book = new ExposureBook(HASH);
    for (int i = 0; i < ACCOUNTS; i++) {
      book.reserve(order(lane, i));
      times.oneDone();
    }
    return book;
  }

  private static OrderState order(int lane, int i) {
    var qty = new BigDecimal("100.25");
    return new OrderState(
        new OrderState.Key(3L * i, client(lane, i), new ClientOrderId("order-%018d".formatted(i))),
        new OrderState.Terms(
            new Symbol("SYM" + i % 2000),
            Side.BUY,
            qty,
            new BigDecimal("185.3125"),
            BigDecimal.ONE,
            TimeInForce.DAY,
            9_999L - i),
        OrderStatus.RESERVED,
        qty,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Executions.NONE);
  }

  private static ClientId client(int lane, int i) {
    return new ClientId("client-%02d-%014d".formatted(lane, i));
  }

  private static OrderIndex index(int lane, Times times) {
    var index = new OrderIndex(HASH, IDS, OrderIndex.Sizes.of(IDS * LANES, IDS * LANES, LANES));
    ClientId[] clients = new ClientId[ACCOUNTS];
    for (int i = 0; i < ACCOUNTS; i++) {
      clients[i] = client(lane, i);
    }
    times.resume();
    for (int i = 0; i < IDS + IDS / 4; i++) {
      index.put(
          clients[i % ACCOUNTS], new ClientOrderId("order-" + i), 3L * i, DAY + i / (IDS / 3 + 1));
      times.oneDone();
    }
    // The bound was reached, so the oldest segments went.
    assertThat(index.size()).isBetween(IDS * 7 / 8 - 1, IDS);
    return index;
  }

  private long lookUpNanos() {
    int count = 200_000;
    var client = new ClientId("nobody");
    long start = cpuNanos();
    for (int i = 0; i < count; i++) {
      assertThat(indexes.get(i % LANES).find(client, new ClientOrderId("absent-" + i)) < 0)
          .isTrue();
    }
    return (cpuNanos() - start) / count;
  }

  private static long snapshotNanos(ExposureBook book) {
    long start = cpuNanos();
    BookSnapshot snapshot = book.snapshot();
    long nanos = cpuNanos() - start;
    assertThat(snapshot.open()).hasSize(ACCOUNTS);
    return nanos;
  }

  /// This thread's time on a processor, so that other processes on the machine do not count.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(String figure) {
    System.out.println("figures: " + figure);
  }

  /// Mean and greatest processor time of calls, of the lanes that warm up and of the others. The
  /// clock is read once for several calls, because reading it costs as much as a call.
  private static final class Times {
    private static final int CALLS = 25;

    private final LongSummaryStatistics warmUp = new LongSummaryStatistics();
    private final LongSummaryStatistics warm = new LongSummaryStatistics();
    private boolean isWarm;
    private long done;
    private long since;
    private int aboveMillisecond;

    void beginLane(boolean isWarm) {
      this.isWarm = isWarm;
      done = 0;
      resume();
    }

    /// Leaves out what was done since the last call.
    void resume() {
      since = cpuNanos();
    }

    void oneDone() {
      if (++done % CALLS == 0) {
        long nanos = cpuNanos() - since;
        (isWarm ? warm : warmUp).accept(nanos);
        aboveMillisecond += isWarm && nanos > 1_000_000 ? 1 : 0;
        resume();
      }
    }

    String summary() {
      return "mean %.0f ns; of %d times %d calls %d took above 1 ms, at most %.2f ms (%.2f ms in the first %d lanes)"
          .formatted(
              warm.getAverage() / CALLS,
              warm.getCount(),
              CALLS,
              aboveMillisecond,
              warm.getMax() / 1e6,
              warmUp.getMax() / 1e6,
              WARM_UP_LANES);
    }
  }
}
