package dev.tradewitness.authorize.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.exposure.ExecutionReport.Closed;
import dev.tradewitness.authorize.exposure.ExecutionReport.Trade;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.exposure.Transition.Anomaly;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureBookTest {

  private static final Symbol AAPL = new Symbol("AAPL");
  private final ExposureBook book = new ExposureBook(KeyedHash.ofSeed(7));

  @Test
  void anOrderReservesQuantityTimesLimitPriceExactly() {
    book.reserve(order(0, Side.BUY, "3", "0.1"));
    assertThat(account().gross()).isEqualByComparingTo("0.3");
    assertThat(account().net()).isEqualByComparingTo("0.3");
    book.reserve(order(1, Side.SELL, "100", "0.1"));
    assertThat(account().gross()).isEqualByComparingTo("10.3");
    assertThat(account().net()).isEqualByComparingTo("-9.7");
    assertThat(account().netLong()).isEqualByComparingTo("0.3");
    assertThat(account().netShort()).isEqualByComparingTo("-10");
  }

  @Test
  void aFillMovesReserveValueToFillValueAndGivesTheDifferenceBack() {
    OrderState order = reserved(order(0, Side.BUY, "10", "100"));
    order = apply(order, fill("e1", "4", "99.5"));
    assertThat(order.status()).isEqualTo(OrderStatus.PARTIALLY_FILLED);
    assertThat(account().openBuy()).isEqualByComparingTo("600");
    assertThat(account().positionGross()).isEqualByComparingTo("398");
    order = apply(order, fill("e2", "6", "100"));
    assertThat(order.status()).isEqualTo(OrderStatus.FILLED);
    assertThat(account().openBuy()).isEqualByComparingTo("0");
    assertThat(account().gross()).isEqualByComparingTo("998");
    assertThat(book.openOrders()).isZero();
  }

  @Test
  void theSameExecutionCountsOnce() {
    OrderState order = apply(reserved(order(0, Side.BUY, "10", "100")), fill("e1", "4", "100"));
    assertThat(order.on(fill("e1", "4", "100"))).isInstanceOf(Transition.Duplicate.class);
  }

  @Test
  void theTenThousandthExecutionOfAnOrderCostsNoMoreThanTheFirst() {
    OrderState order = reserved(order(0, Side.BUY, "20000", "100"));
    // Lets what allocates only once do so.
    order = filled(order, 0, 1_000);
    long start = allocatedBytes();
    order = filled(order, 1_000, 5_500);
    long half = allocatedBytes();
    order = filled(order, 5_500, 10_000);
    long end = allocatedBytes();
    assertThat(order.executions().size()).isEqualTo(10_000);
    assertThat(book.executions()).isEqualTo(10_005);
    assertThat(order.on(fill("e0", "1", "100"))).isInstanceOf(Transition.Duplicate.class);
    // The table doubles at 1,024, 2,048, 4,096 and 8,192. A copy of 12 bytes an execution with each
    // fill gives a ratio of 2 and 350 MB.
    assertThat((end - half) / (double) (half - start)).isLessThan(1.3);
    assertThat((end - start) / 9_000).as("bytes a fill").isLessThan(10_000);
  }

  private OrderState filled(OrderState order, int from, int to) {
    OrderState state = order;
    for (int i = from; i < to; i++) {
      state = apply(state, fill("e" + i, "1", "100"));
    }
    return state;
  }

  /// By this thread.
  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void anExecutionIdWithAnotherQuantityOrPriceIsAConflict() {
    OrderState order = apply(reserved(order(0, Side.BUY, "10", "100")), fill("e1", "4", "100"));
    assertThat(order.on(fill("e1", "5", "100"))).isInstanceOf(Transition.Conflict.class);
    assertThat(order.on(fill("e1", "4", "100.5"))).isInstanceOf(Transition.Conflict.class);
    assertThat(order.on(fill("e1", "4.0", "1e2"))).isInstanceOf(Transition.Duplicate.class);
  }

  @Test
  void anOverfillIsRecordedAndNeverMakesAReservationNegative() {
    OrderState order = reserved(order(0, Side.BUY, "10", "100"));
    Transition transition = order.on(fill("e1", "12", "100"));
    assertThat(transition).isInstanceOf(Transition.Applied.class);
    assertThat(((Transition.Applied) transition).anomalies()).containsExactly(Anomaly.OVERFILL);
    apply(order, fill("e1", "12", "100"));
    assertThat(account().openBuy()).isEqualByComparingTo("0");
    assertThat(account().gross()).isEqualByComparingTo("1200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CANCEL", "REJECT", "EXPIRE", "RELEASE"})
  void aCloseReleasesTheRestOnceAndALateFillStillCounts(String closing) {
    var end = new Closed(ExecType.ofWord(closing));
    OrderState order = apply(reserved(order(0, Side.SELL, "10", "100")), fill("e1", "4", "100"));
    order = apply(order, end);
    assertThat(account().openSell()).isEqualByComparingTo("0");
    assertThat(account().net()).isEqualByComparingTo("-400");
    assertThat(order.on(end)).isInstanceOf(Transition.Duplicate.class);
    ExecType other = closing.equals("CANCEL") ? ExecType.REJECTED : ExecType.CANCELED;
    assertThat(order.on(new Closed(other))).isInstanceOf(Transition.AlreadyClosed.class);
    assertThat(((Transition.Applied) order.on(fill("e2", "6", "100"))).anomalies())
        .containsExactly(Anomaly.LATE_FILL);
    book.applyToClosed(
        Orders.ACME, new Contract(AAPL, Side.SELL, BigDecimal.ONE), fill("e2", "6", "100"), 9);
    assertThat(account().net()).isEqualByComparingTo("-1000");
  }

  @Test
  void aReducedPositionGivesBackItsShareOfTheCostAndAFlatOneIsWorthNothing() {
    SymbolExposure position =
        SymbolExposure.NONE
            .filled(Side.BUY, new BigDecimal("1"), new BigDecimal("10"), 1)
            .filled(Side.BUY, new BigDecimal("2"), new BigDecimal("13"), 2);
    assertThat(position.value()).isEqualByComparingTo("36");
    SymbolExposure reduced =
        position.filled(Side.SELL, new BigDecimal("1"), new BigDecimal("99"), 3);
    assertThat(reduced.value()).isEqualByComparingTo("24");
    assertThat(reduced.filled(Side.SELL, new BigDecimal("2"), new BigDecimal("5"), 4).isNone())
        .isTrue();
    SymbolExposure turned = reduced.filled(Side.SELL, new BigDecimal("5"), new BigDecimal("7"), 4);
    assertThat(turned.qty()).isEqualByComparingTo("-3");
    assertThat(turned.value()).isEqualByComparingTo("-21");
  }

  @Test
  void aShareThatDoesNotTerminateIsRoundedAwayFromZero() {
    SymbolExposure reduced =
        SymbolExposure.NONE
            .filled(Side.BUY, new BigDecimal("3"), new BigDecimal("0.333"), 1)
            .filled(Side.BUY, new BigDecimal("4"), new BigDecimal("1"), 2)
            .filled(Side.SELL, new BigDecimal("1"), new BigDecimal("1"), 3);
    // 4.999 × 6/7
    assertThat(reduced.value()).isEqualByComparingTo("4.284857142857142858");
  }

  @Test
  void onlyAnOrderThatFitsIntoThePositionReducesIt() {
    SymbolExposure held =
        SymbolExposure.NONE.filled(Side.BUY, new BigDecimal("10"), BigDecimal.ONE, 1);
    assertThat(held.reducedBy(Side.SELL, new BigDecimal("10"))).isTrue();
    assertThat(held.reducedBy(Side.SELL, new BigDecimal("10.1"))).isFalse();
    assertThat(held.reducedBy(Side.BUY, BigDecimal.ONE)).isFalse();
    assertThat(
            held.opened(Side.SELL, new BigDecimal("4"), 1)
                .reducedBy(Side.SELL, new BigDecimal("7")))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyHistoryAddsUpAndCanBeTakenBackStepByStep(long seed) {
    var random = new Random(seed);
    var states = new ArrayList<OrderState>();
    var undos = new ArrayDeque<Undo>();
    var before = new ArrayDeque<BookSnapshot>();
    for (int step = 0; step < 400; step++) {
      before.push(book.snapshot());
      undos.push(randomStep(random, states, step));
      assertThat(book.snapshot().recomputed())
          .as("seed %d, step %d", seed, step)
          .isEqualTo(book.snapshot().accounts());
      book.snapshot().requireConsistent();
    }
    while (!undos.isEmpty()) {
      undos.pop().run();
      BookSnapshot expected = before.pop();
      assertThat(book.snapshot().accounts()).isEqualTo(expected.accounts());
      assertThat(book.snapshot().symbols()).isEqualTo(expected.symbols());
      assertThat(Set.copyOf(book.snapshot().open())).isEqualTo(Set.copyOf(expected.open()));
    }
    assertThat(book.firstDue(Long.MAX_VALUE)).isNull();
  }

  private Undo randomStep(Random random, List<OrderState> states, int step) {
    if (states.isEmpty() || random.nextInt(3) == 0) {
      OrderState order =
          new OrderState(
              new OrderState.Key(
                  step, new ClientId("c" + random.nextInt(3)), new ClientOrderId("o" + step)),
              new OrderState.Terms(
                  new Symbol("S" + random.nextInt(2)),
                  random.nextBoolean() ? Side.BUY : Side.SELL,
                  amount(random),
                  amount(random),
                  BigDecimal.ONE,
                  TimeInForce.DAY,
                  1000 + random.nextInt(100)),
              OrderStatus.RESERVED,
              BigDecimal.ZERO,
              BigDecimal.ZERO,
              BigDecimal.ZERO,
              Executions.NONE);
      order =
          new OrderState(
              order.key(),
              order.terms(),
              OrderStatus.RESERVED,
              order.terms().qty(),
              BigDecimal.ZERO,
              BigDecimal.ZERO,
              Executions.NONE);
      states.add(order);
      return book.reserve(order);
    }
    int at = random.nextInt(states.size());
    OrderState state = states.get(at);
    ExecutionReport event =
        random.nextInt(3) == 0
            ? new Closed(
                List.of(ExecType.CANCELED, ExecType.REJECTED, ExecType.EXPIRED, ExecType.RELEASED)
                    .get(random.nextInt(4)))
            : new Trade(
                new ExecId("e" + step),
                Orders.quantity(amount(random).toPlainString()),
                Orders.executionPrice(amount(random).toPlainString()));
    if (!(state.on(event) instanceof Transition.Applied(OrderState after, var anomalies))) {
      return () -> {};
    }
    states.set(at, after);
    return state.status().isOpen()
        ? book.apply(state, after, event, step)
        : book.applyToClosed(state.key().client(), state.terms().contract(), event, step);
  }

  /// A future of 50 units a contract: 2 contracts at 100 reserve 10,000.
  @Test
  void theMultiplierCountsInReservationsFillsAndPositions() {
    OrderState order = order(0, Side.BUY, "2", "5000", "50");
    Undo reservation = book.reserve(order);
    assertThat(account().openBuy()).isEqualByComparingTo("10000");
    OrderState after = order.after(fill("e1", "1", "99.5"));
    assertThat(after.filledValue()).isEqualByComparingTo("4975");
    Undo filled = book.apply(order, after, fill("e1", "1", "99.5"), 1);
    assertThat(account().openBuy()).isEqualByComparingTo("5000");
    assertThat(account().positionNet()).isEqualByComparingTo("4975");
    book.requireConsistent();
    Undo late =
        book.applyToClosed(
            Orders.ACME,
            new Contract(AAPL, Side.BUY, new BigDecimal("50")),
            fill("e9", "1", "100.5"),
            2);
    assertThat(account().positionNet()).isEqualByComparingTo("10000");
    late.run();
    filled.run();
    reservation.run();
    assertThat(account()).isEqualTo(AccountExposure.NONE);
    assertThat(book.open(0)).isNull();
  }

  @Test
  void aRowThatIsUsedAgainForgetsItsMultiplier() {
    book.reserve(order(0, Side.BUY, "2", "5000", "50")).run();
    book.reserve(order(1, Side.BUY, "2", "100", "1"));
    assertThat(Objects.requireNonNull(book.open(1)).terms().multiplier()).isEqualTo(BigDecimal.ONE);
  }

  private static OrderState order(
      long sequence, Side side, String qty, String reservePrice, String multiplier) {
    return new OrderState(
        new OrderState.Key(sequence, Orders.ACME, new ClientOrderId("o" + sequence)),
        new OrderState.Terms(
            AAPL,
            side,
            new BigDecimal(qty),
            new BigDecimal(reservePrice),
            new BigDecimal(multiplier),
            TimeInForce.DAY,
            1000),
        OrderStatus.RESERVED,
        new BigDecimal(qty),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Executions.NONE);
  }

  private static BigDecimal amount(Random random) {
    return new BigDecimal(1 + random.nextInt(5000)).movePointLeft(random.nextInt(4));
  }

  @Test
  void aSnapshotWhoseTotalsAreNotItsSumsIsToldAlsoAfterLaterOrders() {
    book.reserve(order(0, Side.BUY, "3", "0.1"));
    BookSnapshot good = book.snapshot();
    var bad =
        new BookSnapshot(good.open(), good.symbols(), Map.of(Orders.ACME, AccountExposure.NONE));
    restored(good).requireConsistent();
    ExposureBook wrong = restored(bad);
    wrong.reserve(order(1, Side.SELL, "2", "5"));
    assertThatThrownBy(wrong::requireConsistent)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("acme");
  }

  private static ExposureBook restored(BookSnapshot snapshot) {
    var restored = new ExposureBook(KeyedHash.ofSeed(7));
    restored.restore(snapshot);
    return restored;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void snapshotsStayWhatTheyWereWhateverBecomesOfTheBook(long seed) {
    var random = new Random(seed);
    var open = new ArrayList<OrderState>();
    var lazy = new ArrayList<BookSnapshot>();
    var read = new ArrayList<BookSnapshot>();
    for (int step = 0; step < 8000; step++) {
      int dice = random.nextInt(10);
      if (open.isEmpty() || dice < 6) {
        open.add(reserved(order("c" + random.nextInt(900), step, random)));
      } else if (dice == 6) {
        book.reserve(order("u" + step, step, random)).run();
      } else {
        OrderState order = open.remove(random.nextInt(open.size()));
        OrderState after =
            apply(order, dice == 7 ? fill("e" + step, "1", "2") : new Closed(ExecType.EXPIRED));
        if (after.status().isOpen()) {
          open.add(after);
        }
      }
      if (step % 400 == 0) {
        lazy.add(book.snapshot());
        read.add(read(book.snapshot()));
      }
    }
    assertThat(open).hasSizeGreaterThan(512);
    assertThat(read(book.snapshot()).open()).containsExactlyInAnyOrderElementsOf(open);
    book.requireConsistent();
    for (int i = 0; i < lazy.size(); i++) {
      assertThat(read(lazy.get(i))).as("snapshot %d of seed %d", i, seed).isEqualTo(read.get(i));
      lazy.get(i).requireConsistent();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 100",
    // The value has too many digits for a row of numbers.
    "1.00000000000000000000000000000000000001, 100.000000000000000000000000000000000001",
  })
  void whatFillsLeaveBesideAnOrderIsNotCopiedForASnapshot(String qty, String price) {
    List<OrderState> orders = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      orders.add(reserved(order(i, Side.BUY, "10", "100")));
    }
    snapshotBytes();
    long without = snapshotBytes();
    orders.forEach(order -> apply(order, fill("e", qty, price)));
    assertThat(snapshotBytes() - without).isLessThan(8L * orders.size());
  }

  private long snapshotBytes() {
    long start = allocatedBytes();
    BookSnapshot snapshot = book.snapshot();
    long bytes = allocatedBytes() - start;
    assertThat(snapshot.open()).isNotEmpty();
    return bytes;
  }

  private static BookSnapshot read(BookSnapshot snapshot) {
    return new BookSnapshot(
        List.copyOf(snapshot.open()),
        Map.copyOf(snapshot.symbols()),
        Map.copyOf(snapshot.accounts()));
  }

  private static OrderState order(String client, long sequence, Random random) {
    BigDecimal qty = new BigDecimal(2 + random.nextInt(50));
    return new OrderState(
        new OrderState.Key(sequence, new ClientId(client), new ClientOrderId("o" + sequence)),
        new OrderState.Terms(
            AAPL,
            Side.BUY,
            qty,
            amount(random),
            BigDecimal.ONE,
            TimeInForce.DAY,
            random.nextInt(1000)),
        OrderStatus.RESERVED,
        qty,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Executions.NONE);
  }

  @Test
  void theReservationThatIsDueFirstIsFoundFirst() {
    book.reserve(order(5, Side.BUY, "1", "1"));
    assertThat(book.firstDue(999)).isNull();
    assertThat(book.firstDue(1000)).isNotNull();
  }

  private AccountExposure account() {
    return book.account(Orders.ACME);
  }

  private OrderState reserved(OrderState order) {
    book.reserve(order);
    return order;
  }

  private OrderState apply(OrderState state, ExecutionReport event) {
    var applied = (Transition.Applied) state.on(event);
    book.apply(state, applied.after(), event, 9);
    return applied.after();
  }

  private static Trade fill(String execId, String qty, String price) {
    return new Trade(new ExecId(execId), Orders.quantity(qty), Orders.executionPrice(price));
  }

  private static OrderState order(long sequence, Side side, String qty, String price) {
    return new OrderState(
        new OrderState.Key(sequence, Orders.ACME, new ClientOrderId("o" + sequence)),
        new OrderState.Terms(
            AAPL,
            side,
            new BigDecimal(qty),
            new BigDecimal(price),
            BigDecimal.ONE,
            TimeInForce.DAY,
            1000),
        OrderStatus.RESERVED,
        new BigDecimal(qty),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Executions.NONE);
  }
}
