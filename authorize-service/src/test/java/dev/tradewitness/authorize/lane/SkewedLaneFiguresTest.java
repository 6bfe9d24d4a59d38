package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.exposure.BookSnapshot;
import dev.tradewitness.authorize.exposure.ExecutionReport.Trade;
import dev.tradewitness.authorize.exposure.Executions;
import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Fills one lane with the most that one account may have open in a heap of 2 GiB, each order
/// partly filled, and prints how long a snapshot holds the lane. Run it with
/// `-Dtradewitness.figures=true -Dsurefire.jvm="-Xmx2g -XX:+UseSerialGC"`.
@Tag("figures")
@EnabledIfSystemProperty(named = "tradewitness.figures", matches = "true")
class SkewedLaneFiguresTest {

  private static final int ORDERS = 250_000;
  private static final int ROUNDS = 40;

  /// The compilers work during these.
  private static final int WARM_UP_ROUNDS = 5;

  /// As many rows as the default of `journal.snapshot-rows` lets gather between two snapshots.
  private static final int FILLS_BETWEEN = 20_000;

  private final ExposureBook book = new ExposureBook(KeyedHash.ofSeed(1));
  private final List<OrderState> orders = new ArrayList<>();
  private long sequence;

  @Test
  void aSnapshotOfAQuarterMillionPartlyFilledOrdersOfOneAccountHoldsItsLaneForAtMostFiveMillis() {
    for (int i = 0; i < ORDERS; i++) {
      OrderState order = order(i);
      book.reserve(order);
      orders.add(order);
      fill(i);
    }
    long[] nanos = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = cpuNanos();
      BookSnapshot snapshot = book.snapshot();
      nanos[round] = cpuNanos() - start;
      assertThat(snapshot.open()).hasSize(ORDERS);
      for (int i = 0; i < FILLS_BETWEEN; i++) {
        fill((round * FILLS_BETWEEN + i) % ORDERS);
      }
    }
    System.out.printf(
        "figures: the first %d snapshots of %d partly filled orders of one account: %s ms of CPU%n",
        WARM_UP_ROUNDS,
        ORDERS,
        Arrays.stream(nanos).limit(WARM_UP_ROUNDS).mapToObj(n -> n / 1e6).toList());
    long[] warm = Arrays.copyOfRange(nanos, WARM_UP_ROUNDS, ROUNDS);
    Arrays.sort(warm);
    System.out.printf(
        "figures: the others: median %.2f ms, most %.2f ms of CPU; a fill %.0f ns; %d MiB%n",
        warm[warm.length / 2] / 1e6, warm[warm.length - 1] / 1e6, fillNanos(), book.bytes() >> 20);
    assertThat(warm[warm.length - 1]).isLessThan(5_000_000);
  }

  private double fillNanos() {
    long start = cpuNanos();
    for (int i = 0; i < ORDERS; i++) {
      fill(i);
    }
    return (cpuNanos() - start) / (double) ORDERS;
  }

  private void fill(int i) {
    OrderState before = orders.get(i);
    var trade =
        new Trade(new ExecId("e" + sequence), Orders.quantity("1"), Orders.executionPrice("185"));
    OrderState after = before.after(trade);
    book.apply(before, after, trade, sequence++);
    orders.set(i, after);
  }

  private static OrderState order(int i) {
    var qty = new BigDecimal("100.25");
    return new OrderState(
        new OrderState.Key(i, Orders.ACME, new ClientOrderId("order-%018d".formatted(i))),
        new OrderState.Terms(
            new Symbol("SYM" + i % 2000),
            Side.BUY,
            qty,
            new BigDecimal("185.3125"),
            BigDecimal.ONE,
            TimeInForce.GTC,
            9_999L - i),
        OrderStatus.RESERVED,
        qty,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Executions.NONE);
  }

  /// This thread's time on a processor, so that other processes on the machine do not count.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
