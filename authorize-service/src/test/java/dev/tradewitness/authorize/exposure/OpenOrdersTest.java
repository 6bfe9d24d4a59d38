package dev.tradewitness.authorize.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.ExecutionPrice;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Quantity;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenOrdersTest {

  private static final Comparator<OrderState> BY_DEADLINE =
      Comparator.<OrderState>comparingLong(order -> order.terms().deadlineMicros())
          .thenComparingLong(order -> order.key().sequence());

  private static final int MODEL_IDS = 64;

  private final Names clients = new Names(KeyedHash.ofSeed(1));
  private final Names symbols = new Names(KeyedHash.ofSeed(2));
  private final OpenOrders orders = new OpenOrders(KeyedHash.ofSeed(3), clients, symbols);
  private final Map<Long, OrderState> expected = new HashMap<>();

  private record Change(OrderState after, @Nullable OrderState before) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void holdsWhatAMapHoldsAfterAnyReportsAndUndos(long seed) {
    var random = new Random(seed);
    var changes = new ArrayDeque<Change>();
    for (int step = 0; step < 4_000; step++) {
      if (random.nextInt(10) == 0) {
        for (int undos = random.nextInt(8); undos > 0 && !changes.isEmpty(); undos--) {
          undo(changes.pop());
        }
      } else {
        changes.push(change(random, step));
      }
      requireSame(random, "seed %d, step %d".formatted(seed, step));
    }
    assertThat(Set.copyOf(orders.all())).isEqualTo(Set.copyOf(expected.values()));
    while (!changes.isEmpty()) {
      undo(changes.pop());
    }
    assertThat(orders.size()).isZero();
    assertThat(orders.firstDue(Long.MAX_VALUE)).isNull();
    assertThat(clients.size() + symbols.size()).isZero();
  }

  private Change change(Random random, int step) {
    List<OrderState> open = List.copyOf(expected.values());
    OrderState before =
        open.isEmpty() || random.nextInt(5) < 2 ? null : open.get(random.nextInt(open.size()));
    OrderState after = before == null ? decided(random, step) : reported(random, before, step);
    orders.put(after);
    if (after.status().isOpen()) {
      expected.put(after.key().sequence(), after);
    } else {
      expected.remove(after.key().sequence());
    }
    return new Change(after, before);
  }

  private void undo(Change change) {
    orders.restore(change.after, change.before);
    if (change.before == null) {
      expected.remove(change.after.key().sequence());
    } else {
      expected.put(change.before.key().sequence(), change.before);
    }
  }

  private void requireSame(Random random, String where) {
    assertThat(orders.size()).as(where).isEqualTo(expected.size());
    OrderState first = expected.values().stream().min(BY_DEADLINE).orElse(null);
    assertThat(orders.firstDue(Long.MAX_VALUE)).as(where).isEqualTo(first);
    if (first != null) {
      long deadline = first.terms().deadlineMicros();
      assertThat(orders.firstDue(deadline)).as(where).isEqualTo(first);
      assertThat(orders.firstDue(deadline - 1)).as(where).isNull();
    }
    long sequence = random.nextInt(4_000) * 1_000_000_007L;
    assertThat(orders.get(sequence)).as(where).isEqualTo(expected.get(sequence));
    requireSameById(
        new ClientId("client-" + random.nextInt(6)),
        new ClientOrderId("i".repeat(1 + random.nextInt(MODEL_IDS))),
        where);
    for (OrderState order : expected.values()) {
      if (random.nextInt(50) == 0) {
        OrderState found = orders.get(order.key().sequence());
        assertThat(found).as(where).isEqualTo(order);
        assertThat(found.filledValue()).as(where).isEqualTo(order.filledValue());
        assertThat(found.terms().qty()).as(where).isEqualTo(order.terms().qty());
      }
    }
  }

  private void requireSameById(ClientId client, ClientOrderId id, String where) {
    List<OrderState> same =
        expected.values().stream().filter(order -> order.key().id().equals(id)).toList();
    var found = new ArrayList<OrderState>();
    orders.forEach(id, found::add);
    assertThat(found).as(where).containsExactlyInAnyOrderElementsOf(same);
    assertThat(orders.get(client, id))
        .as(where)
        .isEqualTo(
            same.stream()
                .filter(order -> order.key().client().equals(client))
                .max(Comparator.comparingLong(order -> order.key().sequence()))
                .orElse(null));
    assertThat(orders.executionsWeight(client))
        .as(where)
        .isEqualTo(
            expected.values().stream()
                .filter(order -> order.key().client().equals(client))
                .mapToInt(order -> order.executions().weight())
                .sum());
  }

  private static OrderState decided(Random random, int step) {
    BigDecimal qty = amount(random);
    return new OrderState(
        new OrderState.Key(
            step * 1_000_000_007L,
            new ClientId("client-" + random.nextInt(5)),
            new ClientOrderId("i".repeat(1 + random.nextInt(MODEL_IDS)))),
        new OrderState.Terms(
            new Symbol("S".repeat(1 + random.nextInt(12))),
            random.nextBoolean() ? Side.BUY : Side.SELL,
            qty,
            amount(random),
            BigDecimal.ONE,
            List.of(TimeInForce.values()).get(random.nextInt(5)),
            1000 + random.nextInt(50)),
        OrderStatus.RESERVED,
        qty,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Executions.NONE);
  }

  private static OrderState reported(Random random, OrderState order, int step) {
    if (step % 11 == 0 && !order.redeemed()) {
      return order.afterRedemption();
    }
    return order.after(
        random.nextInt(5) == 0
            ? new ExecutionReport.Closed(ExecType.CANCELED)
            : new ExecutionReport.Trade(
                new ExecId("e" + step),
                new Quantity(order.remaining().movePointLeft(random.nextInt(4))),
                new ExecutionPrice(amount(random))));
  }

  private static BigDecimal amount(Random random) {
    return random.nextInt(20) == 0
        ? new BigDecimal("123456789012345678901.5").movePointLeft(random.nextInt(60))
        : BigDecimal.valueOf(1 + random.nextInt(100_000), random.nextInt(5));
  }

  @Test
  void aCopyKeepsTheOrdersOfItsMoment() {
    var random = new Random(9);
    for (int step = 0; step < 3000; step++) {
      change(random, step);
    }
    var then = List.copyOf(expected.values());
    List<OrderState> copy = orders.allThen(clients.copy(), symbols.copy());
    for (int step = 3000; step < 6000; step++) {
      change(random, step);
    }
    assertThat(then).hasSizeGreaterThan(100);
    assertThat(Set.copyOf(copy)).isEqualTo(Set.copyOf(then));
  }

  @Test
  void aHundredThousandAccountsMayHaveOneIdOpen() {
    int accounts = 100_000;
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < accounts; i++) {
      orders.put(order(i, "1"));
    }
    for (int i = 0; i < accounts; i++) {
      OrderState found = orders.get(new ClientId("client-" + i), new ClientOrderId("1"));
      assertThat(found != null && found.key().sequence() == i).isTrue();
    }
    for (int i = 0; i < accounts; i++) {
      orders.restore(order(i, "1"), null);
    }
    assertThat(orders.size()).isZero();
    // With one probe run for all orders of an id this takes minutes.
    assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start)
        .isLessThan(10_000_000_000L);
  }

  @Test
  void anOpenOrderTakesAtMostAHundredAndSixtyBytes() {
    var sequences = new ArrayList<Long>();
    for (long sequence = 0; sequence < 1_000_000 / 64; sequence++) {
      orders.put(order(sequence));
      sequences.add(sequence);
    }
    assertThat(orders.bytesHeld() / sequences.size()).isBetween(100L, 160L);
    long full = orders.bytesHeld();
    sequences.forEach(sequence -> orders.restore(order(sequence), null));
    sequences.forEach(sequence -> orders.put(order(sequence)));
    assertThat(orders.bytesHeld()).isEqualTo(full);
  }

  private static OrderState order(long sequence) {
    return order(sequence, "order-%018d".formatted(sequence));
  }

  private static OrderState order(long sequence, String id) {
    return new OrderState(
        new OrderState.Key(sequence, new ClientId("client-" + sequence), new ClientOrderId(id)),
        new OrderState.Terms(
            new Symbol("AAPL"),
            Side.BUY,
            new BigDecimal("100.5"),
            new BigDecimal("185.25"),
            BigDecimal.ONE,
            TimeInForce.GTD,
            sequence),
        OrderStatus.RESERVED,
        new BigDecimal("100.5"),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Executions.NONE);
  }
}
