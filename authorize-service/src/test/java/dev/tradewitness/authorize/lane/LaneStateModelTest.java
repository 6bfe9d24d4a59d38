package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.HoldingLimits;
import dev.tradewitness.authorize.control.InstrumentTerms;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.Transition;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.lane.ScopeTotals.Together;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.ExecutionPrice;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderLife;
import dev.tradewitness.authorize.order.OrderType;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Quantity;
import dev.tradewitness.authorize.order.RedemptionId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.common.wire.Rfc3339;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The one decision core against a book kept with lists and loops: live commands, rows taken back,
/// and a replay of the rows that stayed.
class LaneStateModelTest {

  private static final BigDecimal GROSS_LIMIT = new BigDecimal("5000");
  private static final BigDecimal NET_LIMIT = new BigDecimal("1500");

  /// With the net limit: high enough for many open orders on either side.
  private static final BigDecimal WIDE_GROSS_LIMIT = new BigDecimal("1000000");

  private static final BigDecimal MULTIPLIER = new BigDecimal("2.5");
  private static final HoldingLimits IN_SYMBOL =
      new HoldingLimits(new BigDecimal(5), new BigDecimal(300), new BigDecimal(150));

  private static final int STEPS = 3000;
  private static final long MINUTE = 60_000_000;
  private static final ReportCommand RELEASE =
      new ReportCommand(new ExecutionReport.Closed(ExecType.RELEASED), "age");
  private static final List<ExecType> CLOSES =
      List.of(ExecType.CANCELED, ExecType.REJECTED, ExecType.EXPIRED, ExecType.RELEASED);

  private LaneState state = empty(7);
  private final ArrayDeque<JournalRow> rows = new ArrayDeque<>();
  private final ArrayDeque<Undo> undos = new ArrayDeque<>();
  private BigDecimal grossLimit = GROSS_LIMIT;
  private @Nullable BigDecimal netLimit;
  private HoldingLimits inSymbol = HoldingLimits.NONE;
  private @Nullable BigDecimal openOrdersLimit;
  private int blockedByNetAlone;
  private int blockedInSymbolAlone;
  private int passedAsReducing;

  @ParameterizedTest
  @CsvSource({"11,false,false", "12,false,false", "13,false,true", "14,true,false", "15,true,true"})
  void liveCommandsUndoneRowsAndReplayAgreeWithANaiveBook(
      long seed, boolean netLimited, boolean symbolsLimited) {
    grossLimit = netLimited ? WIDE_GROSS_LIMIT : GROSS_LIMIT;
    netLimit = netLimited ? NET_LIMIT : null;
    inSymbol = symbolsLimited ? IN_SYMBOL : HoldingLimits.NONE;
    openOrdersLimit = symbolsLimited ? new BigDecimal(12) : null;
    var random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(20)) {
        case 0 -> takeBack(random.nextInt(5));
        case 9 -> release(step);
        case 10 -> redeem(random, step);
        case 1, 2, 3, 4, 5, 6, 7, 8 -> decide(random, step);
        default -> report(random, step);
      }
      if (step % 100 == 0) {
        requireAgreement(seed, step);
      }
    }
    requireAgreement(seed, STEPS);
    assertThat(passedAsReducing).as("seed %d", seed).isPositive();
    assertThat(rows.stream().filter(JournalRow.Redeemed.class::isInstance))
        .as("seed %d", seed)
        .hasSizeGreaterThan(10);
    assertThat(blockedByNetAlone > 0).as("seed %d", seed).isEqualTo(netLimited);
    assertThat(blockedInSymbolAlone > 0).as("seed %d", seed).isEqualTo(symbolsLimited);
    LaneState live = state;
    state = empty(8);
    rows.forEach(state::apply);
    requireAgreement(seed, STEPS);
    assertThat(state.nextDecision()).isEqualTo(live.nextDecision());
    assertThat(state.book().snapshot().accounts()).isEqualTo(live.book().snapshot().accounts());
    assertThat(state.book().snapshot().symbols()).isEqualTo(live.book().snapshot().symbols());
  }

  private void take(JournalRow row) {
    undos.push(state.apply(row));
    rows.add(row);
  }

  private void takeBack(int count) {
    for (int i = 0; i < count && !undos.isEmpty(); i++) {
      undos.pop().run();
      rows.removeLast();
    }
  }

  private void decide(Random random, int step) {
    var client = new ClientId("c" + random.nextInt(4));
    var order =
        new Order(
            new ClientOrderId("o" + step),
            new Symbol("S" + random.nextInt(2)),
            random.nextBoolean() ? Side.BUY : Side.SELL,
            OrderType.LIMIT,
            new Quantity(amount(random)),
            new Price(amount(random)),
            life(random, step));
    ControlBook controls = controls(step);
    var command =
        new OrderCommand(
            Candidate.of(client, order, controls, TimeInForce.DAY),
            order.hash(),
            new UUID(0, step),
            new PolicyOutcome(new PolicyRef("m", ""), List.of(), List.of()));
    boolean mayPass = mayPass(client, order, step);
    Moment moment = LaneWorld.moment(command.candidate(), step * MINUTE, new UUID(1, step));
    JournalRow.Decided row = state.decide(command, controls, Together.NONE, moment);
    if (row.decision().reasons().isEmpty()
        && !state.judge(command, controls, Together.NONE, moment).isEmpty()) {
      throw new AssertionError("judged twice, differently");
    }
    assertThat(row.decision().reasons().isEmpty())
        .as("step %d, %s", step, order)
        .isEqualTo(mayPass);
    take(row);
  }

  private boolean mayPass(ClientId client, Order order, int step) {
    var naive = new NaiveBook(rows);
    BigDecimal value =
        order
            .qty()
            .value()
            .multiply(Objects.requireNonNull(order.price()).value())
            .multiply(multiplier(order.symbol(), step));
    boolean inGross = naive.gross(client).add(value).compareTo(grossLimit) <= 0;
    boolean inNet =
        netLimit == null
            || naive.netTowards(client, order.side()).add(value).compareTo(netLimit) <= 0;
    boolean timely = NaiveBook.isTimely(order, step * MINUTE);
    boolean reducing = naive.reducing(client, order);
    boolean inHolding = isInHolding(naive, client, order);
    blockedInSymbolAlone += timely && (reducing || inGross && inNet) && !inHolding ? 1 : 0;
    passedAsReducing += timely && reducing && !(inGross && inNet) ? 1 : 0;
    blockedByNetAlone += timely && !reducing && inGross && !inNet ? 1 : 0;
    return timely && (reducing || inGross && inNet) && inHolding;
  }

  private boolean isInHolding(NaiveBook naive, ClientId client, Order order) {
    BigDecimal position =
        order.side() == Side.BUY ? inSymbol.positionLong() : inSymbol.positionShort();
    return isWithin(naive.positionTowards(client, order), position)
        && isWithin(
            BigDecimal.valueOf(naive.openOrders(client, order.symbol()) + 1),
            inSymbol.maxOpenOrders())
        && isWithin(BigDecimal.valueOf(naive.openOrders(client) + 1), openOrdersLimit);
  }

  private static boolean isWithin(BigDecimal figure, @Nullable BigDecimal limit) {
    return limit == null || figure.compareTo(limit) <= 0;
  }

  /// The contract of S1 changes while orders are open.
  private static BigDecimal multiplier(Symbol symbol, int step) {
    return symbol.value().equals("S1") && step > STEPS / 3 ? MULTIPLIER : BigDecimal.ONE;
  }

  private static @Nullable OrderLife life(Random random, int step) {
    if (random.nextInt(3) == 0) {
      return null;
    }
    TimeInForce word = List.of(TimeInForce.values()).get(random.nextInt(5));
    return new OrderLife(
        word,
        word == TimeInForce.GTD
            ? Rfc3339.instantOfMicros((step + minutesAhead(random)) * MINUTE)
            : null);
  }

  /// Some times have passed, some are too far ahead.
  private static int minutesAhead(Random random) {
    return random.nextInt(20) == 0 ? 50_000 : random.nextInt(500) - 10;
  }

  /// Everything that is due, one by one, as a lane does.
  private void release(int step) {
    long now = step * MINUTE;
    OrderState due = state.book().firstDue(now);
    while (due != null) {
      assertThat(new NaiveBook(rows).due(now)).contains(due.key().sequence());
      take(state.decide(due, RELEASE, now));
      due = state.book().firstDue(now);
    }
    assertThat(new NaiveBook(rows).due(now)).isEmpty();
  }

  private void redeem(Random random, int step) {
    List<OrderState> open =
        state.book().snapshot().open().stream().filter(order -> !order.redeemed()).toList();
    if (!open.isEmpty()) {
      OrderState order = open.get(random.nextInt(open.size()));
      var id = random.nextBoolean() ? new RedemptionId("r" + step) : null;
      take(state.decide(order, new RedeemCommand(new UUID(1, step), id), step));
    }
  }

  private void report(Random random, int step) {
    var decided = rows.stream().filter(JournalRow.Decided.class::isInstance).toList();
    if (decided.isEmpty()) {
      return;
    }
    var row = (JournalRow.Decided) decided.get(random.nextInt(decided.size()));
    OrderState order = state.book().open(row.sequence());
    if (order == null) {
      order = new NaiveBook(rows).closed(row);
    }
    List<ExecutionReport.Recorded> executions = new NaiveBook(rows).executions(row);
    ExecutionReport report =
        !executions.isEmpty() && random.nextInt(3) == 0
            ? amendment(executions.get(random.nextInt(executions.size())), random, step)
            : random.nextInt(3) == 0
                ? new ExecutionReport.Closed(CLOSES.get(random.nextInt(4)))
                : trade(random, step);
    if (order.on(report) instanceof Transition.Applied) {
      take(state.decide(order, new ReportCommand(report, "model"), step));
    }
  }

  private static ExecutionReport.Trade trade(Random random, int step) {
    return new ExecutionReport.Trade(
        new ExecId("e" + random.nextInt(step + 1)),
        new Quantity(amount(random)),
        new ExecutionPrice(amount(random)));
  }

  private static ExecutionReport amendment(
      ExecutionReport.Recorded original, Random random, int step) {
    return random.nextBoolean()
        ? new ExecutionReport.TradeCancel(new ExecId("x" + random.nextInt(step + 1)), original)
        : new ExecutionReport.TradeCorrect(trade(random, step), original);
  }

  private void requireAgreement(long seed, int step) {
    var naive = new NaiveBook(rows);
    for (int c = 0; c < 4; c++) {
      var client = new ClientId("c" + c);
      AccountExposure account = state.book().account(client);
      assertThat(account.gross())
          .as("seed %d, step %d, %s", seed, step, client)
          .isEqualByComparingTo(naive.gross(client));
      assertThat(account.openOrders()).isEqualTo(Math.toIntExact(naive.openOrders(client)));
      for (String symbol : List.of("S0", "S1")) {
        assertThat(state.book().symbol(client, new Symbol(symbol)).openOrders())
            .isEqualTo(Math.toIntExact(naive.openOrders(client, new Symbol(symbol))));
      }
      assertThat(account.net())
          .as("seed %d, step %d, %s", seed, step, client)
          .isEqualByComparingTo(naive.net(client));
    }
    assertThat(state.book().openOrders()).isEqualTo(naive.openOrders());
    assertThat(state.nextSequence()).isEqualTo(rows.size());
    for (OrderState order : state.book().snapshot().open()) {
      assertThat(order.redeemed())
          .as("seed %d, step %d, %s", seed, step, order.key())
          .isEqualTo(naive.isRedeemed(order.key().sequence()));
    }
    for (JournalRow row : rows) {
      if (row instanceof JournalRow.Decided decided) {
        assertThat(state.index().find(decided.decision().client(), decided.decision().order().id()))
            .isEqualTo(decided.sequence());
      }
    }
    state.requireConsistent();
  }

  private static LaneState empty(long seed) {
    KeyedHash hash = KeyedHash.ofSeed(seed);
    return new LaneState(
        0,
        hash,
        new OrderIndex(hash, 100_000, OrderIndex.Sizes.of(100_000, 100_000, 1)),
        new SentOrders(hash, java.time.Duration.ofSeconds(10), () -> {}));
  }

  private ControlBook controls(int step) {
    BigDecimal multiplier = multiplier(new Symbol("S1"), step);
    return Books.defaults(
            new AccountLimits(
                null, null, grossLimit, netLimit, null, null, openOrdersLimit, null, null))
        .defaultHolding("S0", inSymbol)
        .defaultHolding("S1", inSymbol)
        .instrument("S1", new InstrumentTerms(true, null, null, null, multiplier, true))
        .book();
  }

  private static BigDecimal amount(Random random) {
    return new BigDecimal(1 + random.nextInt(400)).movePointLeft(random.nextInt(3));
  }
}
