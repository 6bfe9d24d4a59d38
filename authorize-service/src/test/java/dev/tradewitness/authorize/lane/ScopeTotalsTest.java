package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.NoRules;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.Transition;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.ScopeTotals.Together;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.authorize.policy.RulesInForce;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTotalsTest {

  private static final JournalFindings ABSENT =
      JournalFindings.NONE.withAbsentBelow(Long.MAX_VALUE);
  private static final ControlBook NOTHING = Books.nothing().book();
  private static final int ACCOUNTS = 12;

  private final ScopeTotals totals = new ScopeTotals();
  private final List<LaneState> states =
      IntStream.range(0, 3).mapToObj(ScopeTotalsTest::state).toList();
  private final List<ArrayDeque<Undo>> undos =
      states.stream().map(_ -> new ArrayDeque<Undo>()).toList();
  private final Map<ClientId, DeskId> desks = new HashMap<>();

  private static LaneState state(int lane) {
    KeyedHash hash = KeyedHash.ofSeed(lane);
    return new LaneState(
        lane,
        hash,
        new OrderIndex(hash, 100_000, OrderIndex.Sizes.of(100_000, 100_000, 1)),
        new SentOrders(hash, java.time.Duration.ofSeconds(10), () -> {}));
  }

  /// Orders, fills, cancels, changes taken back, accounts that change desks: in lanes of their own,
  /// against the accounts of all lanes added up.
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void theSumsAreThoseOfTheAccountsWhateverHappens(long seed) {
    states.forEach(state -> state.follow(totals));
    var random = new Random(seed);
    for (int step = 0; step < 3000; step++) {
      int lane = random.nextInt(states.size());
      switch (random.nextInt(10)) {
        case 0 -> takeBack(lane, random.nextInt(4));
        case 1 -> assign(lane, random);
        case 2, 3, 4 -> report(lane, random, step);
        default -> decide(lane, random, step);
      }
      if (step % 50 == 0) {
        requireSums(seed, step);
      }
    }
    requireSums(seed, 3000);
    assertThat(totals.firm().gross()).as("seed %d", seed).isPositive();
  }

  private void requireSums(long seed, int step) {
    assertThat(totals.firm()).as("seed %d, step %d", seed, step).isEqualTo(sum(null));
    for (int desk = 0; desk < 3; desk++) {
      var id = new DeskId("d" + desk);
      assertThat(totals.desk(id)).as("seed %d, step %d, %s", seed, step, id).isEqualTo(sum(id));
    }
  }

  /// @param desk null for the firm
  private AccountExposure sum(@Nullable DeskId desk) {
    BigDecimal buys = BigDecimal.ZERO;
    BigDecimal sells = BigDecimal.ZERO;
    BigDecimal gross = BigDecimal.ZERO;
    BigDecimal net = BigDecimal.ZERO;
    int open = 0;
    for (LaneState state : states) {
      for (var entry : state.book().snapshot().accounts().entrySet()) {
        if (desk == null || desk.equals(desks.get(entry.getKey()))) {
          AccountExposure account = entry.getValue();
          buys = buys.add(account.openBuy());
          sells = sells.add(account.openSell());
          gross = gross.add(account.positionGross());
          net = net.add(account.positionNet());
          open += account.openOrders();
        }
      }
    }
    return new AccountExposure(buys, sells, gross, net, open);
  }

  private ClientId client(int lane, Random random) {
    return new ClientId("c" + (lane + states.size() * random.nextInt(ACCOUNTS)));
  }

  private void decide(int lane, Random random, int step) {
    Order order =
        Orders.limit(
            "o" + step,
            "S" + random.nextInt(2),
            random.nextBoolean() ? Side.BUY : Side.SELL,
            amount(random),
            amount(random));
    Candidate candidate = Candidate.of(client(lane, random), order, NOTHING, TimeInForce.DAY);
    var command =
        new OrderCommand(
            candidate,
            order.hash(),
            new UUID(0, step),
            new PolicyOutcome(NoRules.POLICY.ref(), List.of(), List.of()));
    Moment moment = LaneWorld.moment(candidate, 1_000_000L * step, new UUID(1, step));
    JournalRow.Decided row = states.get(lane).decide(command, NOTHING, Together.NONE, moment);
    take(lane, row);
  }

  private void report(int lane, Random random, int step) {
    List<OrderState> open = states.get(lane).book().snapshot().open().stream().toList();
    if (open.isEmpty()) {
      return;
    }
    OrderState order = open.get(random.nextInt(open.size()));
    ExecutionReport report =
        random.nextInt(3) == 0
            ? new ExecutionReport.Closed(ExecType.CANCELED)
            : LaneWorld.trade("e" + step, amount(random), amount(random)).report();
    if (order.on(report) instanceof Transition.Applied) {
      take(lane, states.get(lane).decide(order, new ReportCommand(report, "model"), step));
    }
  }

  private void take(int lane, JournalRow row) {
    undos.get(lane).push(states.get(lane).apply(row));
  }

  private void takeBack(int lane, int count) {
    for (int i = 0; i < count && !undos.get(lane).isEmpty(); i++) {
      undos.get(lane).pop().run();
    }
  }

  private void assign(int lane, Random random) {
    ClientId client = client(lane, random);
    DeskId desk = random.nextInt(4) == 0 ? null : new DeskId("d" + random.nextInt(3));
    totals.place(client, desk, states.get(lane).book().account(client));
    if (desk == null) {
      desks.remove(client);
    } else {
      desks.put(client, desk);
    }
  }

  private static String amount(Random random) {
    return new BigDecimal(1 + random.nextInt(400)).movePointLeft(random.nextInt(3)).toPlainString();
  }

  /// Each order is worth 100: 200 of them fit a desk, 300 the firm.
  @Test
  void aThousandOrdersAtOnceExceedNoLimitOfDeskOrFirm() throws Exception {
    var world = new LaneWorld(new StateBounds(100_000, 10_000, 10_000, 10_000, 10, 10_000), 8);
    Books books =
        Books.nothing()
            .firmLimits(gross("30000"))
            .deskLimits("d0", gross("20000"))
            .deskLimits("d1", gross("20000"));
    for (int account = 0; account < 50; account++) {
      books.desk("c" + account, "d" + account % 2);
    }
    ControlBook book = books.book();
    List<Callable<List<Reason>>> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      // Ten units each; the first half of the orders are desk 0's for the most part.
      var client = new ClientId("c" + (i < 500 ? i % 25 * 2 : i % 50));
      OrderCommand command = LaneWorld.order(client, "o" + i, "10");
      all.add(() -> reasons(decide(world, client, command, book)));
    }
    var passed = new HashMap<String, Integer>();
    try (var pool = Executors.newFixedThreadPool(16)) {
      List<Future<List<Reason>>> answers = pool.invokeAll(all);
      for (int i = 0; i < answers.size(); i++) {
        if (answers.get(i).get().isEmpty()) {
          passed.merge("d" + (i < 500 ? 0 : i % 50 % 2), 1, Integer::sum);
        }
      }
    }
    assertThat(passed.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(300);
    assertThat(passed.get("d0")).isLessThanOrEqualTo(200);
    assertThat(passed.get("d1")).isLessThanOrEqualTo(200);
    ScopeTotals scopes = world.lanes().scopes();
    assertThat(scopes.firm().gross()).isEqualByComparingTo("30000");
    assertThat(scopes.firm().openOrders()).isEqualTo(300);
    for (String desk : passed.keySet()) {
      assertThat(scopes.desk(new DeskId(desk)).gross())
          .isEqualByComparingTo(new BigDecimal(100 * passed.get(desk)));
    }
    world.lanes().sumScopes(book::desks);
    assertThat(scopes.firm().openOrders()).isEqualTo(300);
    assertThat(scopes.desk(new DeskId("d0")).openOrders()).isEqualTo(passed.get("d0"));
  }

  /// The committer writes rows in the order of its queue and stops anywhere. An order must not
  /// stand in front of the cancel of another lane that made room for it.
  @Test
  void noPrefixOfTheQueueExceedsTheLimitOfTheFirm() throws Exception {
    var world = new LaneWorld(new StateBounds(100_000, 10_000, 10_000, 10_000, 10, 100_000), 8);
    ControlBook book = Books.nothing().firmLimits(gross("500")).book();
    var calls = new ArrayList<Callable<Void>>();
    for (int caller = 0; caller < 8; caller++) {
      var client = new ClientId("caller-" + caller);
      calls.add(() -> orderAndCancel(world, client, book));
    }
    try (var pool = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Void> call : pool.invokeAll(calls)) {
        call.get();
      }
    }
    int open = 0;
    int opened = 0;
    for (Pending pending : world.queue) {
      switch (pending.row()) {
        case JournalRow.Decided decided -> {
          open += decided.decision().reserved() == null ? 0 : 1;
          opened += decided.decision().reserved() == null ? 0 : 1;
        }
        case JournalRow.Reported reported -> open--;
        case JournalRow.Redeemed redeemed -> throw new AssertionError(redeemed);
      }
      assertThat(open).as("orders of 100 each").isBetween(0, 5);
    }
    assertThat(opened).isGreaterThan(1000);
    assertThat(world.lanes().scopes().firm().openOrders()).isEqualTo(open);
  }

  private static @Nullable Void orderAndCancel(LaneWorld world, ClientId client, ControlBook book) {
    var cancel = new ReportCommand(new ExecutionReport.Closed(ExecType.CANCELED), "test");
    for (int i = 0; i < 1000; i++) {
      LaneAnswer.ToOrder answer =
          decide(world, client, LaneWorld.order(client, client + "-" + i, "10"), book);
      if (reasons(answer).isEmpty()) {
        long sequence = ((LaneAnswer.Decided) answer).pending().row().sequence();
        assertThat(world.lanes().of(client).report(sequence, cancel, null))
            .isInstanceOf(LaneAnswer.Applied.class);
      }
    }
    return null;
  }

  /// The order of an account that changed its desk is judged by the new one, with what the account
  /// has already.
  @Test
  void anAccountBringsWhatItHasToItsNewDesk() {
    var world = new LaneWorld();
    var one = new ClientId("one");
    Books books = Books.nothing().deskLimits("b", gross("250")).desk("one", "a");
    assertThat(reasons(decide(world, one, LaneWorld.order(one, "1", "10"), books.book())))
        .isEmpty();
    assertThat(reasons(decide(world, one, LaneWorld.order(one, "2", "10"), books.book())))
        .isEmpty();
    ControlBook moved = books.desk("one", "b").book();
    assertThat(reasons(decide(world, one, LaneWorld.order(one, "3", "10"), moved)))
        .extracting(Reason::code)
        .containsExactly("EXPOSURE_LIMIT_DESK");
    assertThat(world.lanes().scopes().desk(new DeskId("a")).isNone()).isTrue();
    assertThat(world.lanes().scopes().desk(new DeskId("b")).gross()).isEqualByComparingTo("200");
    world.lanes().placeAccount(one, () -> null);
    assertThat(world.lanes().scopes().desk(new DeskId("b")).isNone()).isTrue();
    assertThat(world.lanes().scopes().firm().gross()).isEqualByComparingTo("200");
  }

  @Test
  void anOrderThatFindsTheQueueFullCountsNowhere() {
    var world = new LaneWorld();
    world.full = true;
    ControlBook book = Books.nothing().firmLimits(gross("1000")).desk("acme", "d").book();
    LaneAnswer.ToOrder answer = decide(world, Orders.ACME, LaneWorld.order("1", "10"), book);
    assertThat(answer).isInstanceOf(LaneAnswer.Refused.class);
    assertThat(world.lanes().scopes().firm().isNone()).isTrue();
    assertThat(world.lanes().scopes().desk(new DeskId("d")).isNone()).isTrue();
    long now = world.clock().wallMicros();
    assertThat(world.lanes().scopes().of(Orders.ACME, now).firmMessages()).isZero();
    Lane lane = world.lanes().of(Orders.ACME);
    int sent = lane.read((state, last) -> state.messages().count(Orders.ACME, now));
    int kept = lane.read((state, last) -> state.sent().size());
    assertThat(sent).isZero();
    assertThat(kept).isZero();
  }

  /// Thirty of a thousand orders at once pass in any second, twenty of one desk.
  @Test
  void aThousandOrdersAtOnceExceedNoMessageRate() throws Exception {
    var world = new LaneWorld(new StateBounds(100_000, 10_000, 10_000, 10_000, 10, 10_000), 8);
    Books books = Books.nothing().firmLimits(rate("30")).deskLimits("d0", rate("20"));
    for (int account = 0; account < 50; account++) {
      books.desk("c" + account, "d" + account % 2);
    }
    ControlBook book = books.book();
    List<Callable<Long>> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      var client = new ClientId("c" + i % 50);
      OrderCommand command = LaneWorld.order(client, "o" + i, "1");
      all.add(() -> {
        var answer = (LaneAnswer.Decided) decide(world, client, command, book);
        return answer.decision().reasons().isEmpty() ? answer.decision().decidedAtMicros() : -1;
      });
    }
    List<Long> passed = new ArrayList<>();
    List<Long> passedOfDesk = new ArrayList<>();
    try (var pool = Executors.newFixedThreadPool(16)) {
      List<Future<Long>> answers = pool.invokeAll(all);
      for (int i = 0; i < answers.size(); i++) {
        if (answers.get(i).get() >= 0) {
          passed.add(answers.get(i).get());
          if (i % 50 % 2 == 0) {
            passedOfDesk.add(answers.get(i).get());
          }
        }
      }
    }
    assertThat(passed).hasSizeGreaterThanOrEqualTo(30).hasSizeLessThan(1000);
    requireRate(passed, 30);
    requireRate(passedOfDesk, 20);
  }

  private static void requireRate(List<Long> passed, int limit) {
    passed.sort(null);
    for (int i = limit; i < passed.size(); i++) {
      assertThat(passed.get(i) - passed.get(i - limit)).isGreaterThan(1_000_000);
    }
  }

  /// Also when one lane has an order that is a day old, and another one that shares its place in
  /// the ring with a new one.
  @Test
  void aNewOwnerCountsWhatTheFormerOneCounted() {
    var world = new LaneWorld(new StateBounds(100_000, 10_000, 10_000, 10_000, 10, 10_000), 8);
    ControlBook book = Books.nothing().desk("c1", "d").book();
    long now = world.clock().wallMicros();
    int lane = 0;
    for (Lane each : world.lanes().all()) {
      var client = new ClientId("c" + lane++);
      each.read((state, last) -> {
        state.messages().add(client, now - 86_400_000_000L);
        state.messages().add(client, now - 1_600_000);
        state.messages().add(client, now - 900_000);
        state.messages().add(client, now);
        return client;
      });
    }
    for (int times = 0; times < 2; times++) {
      world.lanes().sumScopes(book::desks);
      Together counted = world.lanes().scopes().of(new ClientId("c1"), now);
      assertThat(counted.firmMessages()).isEqualTo(16);
      assertThat(counted.deskMessages()).isEqualTo(2);
    }
  }

  @Test
  void anOrderThatIsTakenBackWasNotSent() {
    LaneState state = states.getFirst();
    state.follow(totals);
    ClientId client = Orders.ACME;
    totals.place(client, new DeskId("a"), AccountExposure.NONE);
    OrderCommand command = LaneWorld.order("1", "10");
    Moment moment = LaneWorld.moment(command.candidate(), 5_000_000, new UUID(1, 1));
    Undo undo = state.apply(state.decide(command, NOTHING, Together.NONE, moment));
    assertThat(totals.of(client, 5_000_000))
        .extracting(Together::deskMessages, Together::firmMessages)
        .containsExactly(1, 1);
    // What is taken back is the old desk's, whichever is the account's by then.
    totals.place(client, new DeskId("b"), state.book().account(client));
    undo.run();
    assertThat(totals.of(client, 5_000_000).firmMessages()).isZero();
    assertThat(state.messages().count(client, 5_000_000)).isZero();
    assertThat(state.sent().size()).isZero();
    totals.place(client, new DeskId("a"), AccountExposure.NONE);
    assertThat(totals.of(client, 5_000_000).deskMessages()).isZero();
  }

  private static AccountLimits rate(String limit) {
    return new AccountLimits(null, null, null, null, null, null, null, new BigDecimal(limit), null);
  }

  private static AccountLimits gross(String limit) {
    return new AccountLimits(null, null, new BigDecimal(limit), null);
  }

  private static LaneAnswer.ToOrder decide(
      LaneWorld world, ClientId client, OrderCommand command, ControlBook book) {
    return world
        .lanes()
        .of(client)
        .decide(command, () -> new RulesInForce(book, NoRules.POLICY), ABSENT);
  }

  private static List<Reason> reasons(LaneAnswer.ToOrder answer) {
    return ((LaneAnswer.Decided) answer).decision().reasons();
  }
}
