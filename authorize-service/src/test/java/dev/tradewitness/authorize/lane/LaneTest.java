package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.EqualHashes;
import dev.tradewitness.authorize.NoRules;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.InstrumentTerms;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.RedemptionId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.authorize.policy.RulesInForce;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One lane whose rows go nowhere.
class LaneTest {

  private static final JournalFindings ABSENT =
      JournalFindings.NONE.withAbsentBelow(Long.MAX_VALUE);

  private final LaneWorld world = new LaneWorld();
  private final Lane lane = world.lanes().of(Orders.ACME);

  @Test
  void anOrderThatWaitsForItsTurnIsJudgedByTheControlsInForceWhenItComes() throws Exception {
    var inForce = new AtomicReference<>(LaneWorld.rules(TradingState.ACTIVE));
    CompletableFuture<LaneAnswer.ToOrder> answer;
    lane.lock.lock();
    try {
      answer = CompletableFuture.supplyAsync(() -> decide("late", inForce::get));
      await().until(lane.lock::hasQueuedThreads);
      inForce.set(LaneWorld.rules(TradingState.HALTED));
    } finally {
      lane.lock.unlock();
    }
    assertThat(reasons(answer.get(10, TimeUnit.SECONDS))).containsExactly("KILL_SWITCH");
  }

  /// Its caller asked the policy before: another one came in force while it waited.
  @Test
  void anOrderThatWaitsForItsTurnIsJudgedByThePolicyInForceWhenItComes() {
    LaneAnswer.ToOrder answer =
        decide(
            "late",
            () -> new RulesInForce(LaneWorld.controls(TradingState.ACTIVE), new BlocksAll()));
    assertThat(reasons(answer)).containsExactly("NOTHING_PASSES");
    assertThat(((LaneAnswer.Decided) answer).decision().policy().version()).isEqualTo("test-2");
    var tried =
        (LaneAnswer.DryRun)
            lane.dryRun(
                LaneWorld.order("other", "1"),
                () -> new RulesInForce(LaneWorld.controls(TradingState.ACTIVE), new BlocksAll()));
    assertThat(tried.policy().version()).isEqualTo("test-2");
  }

  /// The policy sees what the decision reserves, not what the order was worth when it arrived.
  @Test
  void anOrderThatWaitsForItsTurnIsJudgedAtWhatItIsWorthWhenItComes() {
    OrderCommand command = LaneWorld.order("late", "1");
    var limited = new BlocksAbove(Objects.requireNonNull(command.candidate().value()));
    var lots = new InstrumentTerms(true, null, null, null, new BigDecimal("50"), true);
    ControlBook book = Books.nothing().instrument("AAPL", lots).book();

    var tried = (LaneAnswer.DryRun) lane.dryRun(command, () -> new RulesInForce(book, limited));
    LaneAnswer.ToOrder answer =
        lane.decide(command, () -> new RulesInForce(book, limited), JournalFindings.NONE);

    assertThat(tried.reasons()).extracting(Reason::code).containsExactly("TOO_MUCH");
    assertThat(reasons(answer)).containsExactly("TOO_MUCH");
    assertThat(((LaneAnswer.Decided) answer).decision().multiplier()).isEqualTo("50");
  }

  /// Under the version that judged before.
  private record BlocksAbove(BigDecimal limit) implements PolicyEngine {

    @Override
    public PolicyRef ref() {
      return NoRules.POLICY.ref();
    }

    @Override
    public PolicyOutcome judge(Candidate candidate) {
      var tooMuch = new Reason("TOO_MUCH", "r", Scope.ORDER, "all", null, null, null, "no");
      boolean passes = Objects.requireNonNull(candidate.value()).compareTo(limit) <= 0;
      return new PolicyOutcome(ref(), passes ? List.of() : List.of(tooMuch), List.of());
    }
  }

  private static final class BlocksAll implements PolicyEngine {

    @Override
    public PolicyRef ref() {
      return new PolicyRef("test-2", "");
    }

    @Override
    public PolicyOutcome judge(Candidate candidate) {
      return new PolicyOutcome(
          ref(),
          List.of(new Reason("NOTHING_PASSES", "r", Scope.FIRM, "all", null, null, null, "no")),
          List.of());
    }
  }

  @Test
  void aRepetitionTellsHowItsOrderStandsNow() {
    long sequence = decide("a");
    assertThat(decide("a", LaneTest::active))
        .isInstanceOfSatisfying(
            LaneAnswer.Known.class, known -> assertThat(known.status().isOpen()).isTrue());
    lane.report(sequence, close(ExecType.CANCELED), null);
    assertThat(decide("a", LaneTest::active))
        .isInstanceOfSatisfying(
            LaneAnswer.Known.class, known -> assertThat(known.status().isOpen()).isFalse());
  }

  @Test
  void aRepetitionsStatusIsDurableWithTheRowThatMadeIt() {
    long sequence = decide("a");
    LaneAnswer.Applied cancelled =
        (LaneAnswer.Applied) lane.report(sequence, close(ExecType.CANCELED), null);
    assertThat(decide("a", LaneTest::active))
        .isInstanceOfSatisfying(
            LaneAnswer.Known.class,
            known -> assertThat(known.last()).isSameAs(cancelled.pending()));
  }

  @Test
  void noMoreExecutionsAreCountedForAnOrderThanAreAllowed() {
    long order = decide("a");
    assertThat(trade(order, "e1")).isInstanceOf(LaneAnswer.Applied.class);
    assertThat(trade(order, "e2")).isInstanceOf(LaneAnswer.Applied.class);
    assertThat(why(trade(order, "e3"))).isEqualTo(LaneAnswer.Why.TOO_MANY_EXECUTIONS);
    assertThat(why(trade(order, "e2"))).isEqualTo(LaneAnswer.Why.DUPLICATE);
    assertThat(AccountView.of(lane, Orders.ACME).total().positionGross()).isEqualByComparingTo("2");
    assertThat(lane.report(order, close(ExecType.CANCELED), null))
        .isInstanceOf(LaneAnswer.Applied.class);
  }

  @Test
  void anOrderThatWasLoadedBeforeTheLaneWasReadAgainIsNotReportedOn() {
    LaneAnswer.Decided decided = (LaneAnswer.Decided) decide("a", LaneTest::active);
    OrderState order = OrderState.decided(0, decided.decision());
    lane.recovered(lane.bounds().emptyState());
    int before = ((LaneAnswer.NotInMemory) trade(0, "e1")).reading();
    lane.recovered(lane.bounds().emptyState());
    assertThat(
            lane.report(0, LaneWorld.trade("e1", "1", "1"), new LaneAnswer.Loaded(order, before)))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.UNAVAILABLE));
    int now = ((LaneAnswer.NotInMemory) trade(0, "e1")).reading();
    lane.unpin(0, before);
    assertThat(lane.report(0, LaneWorld.trade("e1", "1", "1"), new LaneAnswer.Loaded(order, now)))
        .isInstanceOf(LaneAnswer.Applied.class);
  }

  @Test
  void whatTheQueueDoesNotTakeChangesNothing() {
    long order = decide("a");
    world.full = true;
    assertThat(decide("b", LaneTest::active))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.OVERLOADED));
    assertThat(trade(order, "e1")).isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.OVERLOADED));
    world.full = false;
    assertThat(LaneRecovery.nextSequence(lane)).isEqualTo(1);
    assertThat(trade(order, "e1")).isInstanceOf(LaneAnswer.Applied.class);
    assertThat(decide("b")).isEqualTo(2);
  }

  @Test
  void anOpenOrderIsKnownByItsIdAlsoWhenItsIdLeftTheWindow() {
    var small =
        new LaneWorld(new StateBounds(1000, 1000, 8, 1000, 0, 10_000)).lanes().of(Orders.ACME);
    for (int i = 0; i < 100; i++) {
      assertThat(small.decide(LaneWorld.order("o" + i, "1"), LaneTest::active, ABSENT))
          .isInstanceOf(LaneAnswer.Decided.class);
    }
    assertThat(small.decide(LaneWorld.order("o0", "1"), LaneTest::active, JournalFindings.NONE))
        .isInstanceOfSatisfying(
            LaneAnswer.Known.class,
            known -> {
              assertThat(known.decision().place().sequence()).isZero();
              assertThat(known.status()).isEqualTo(OrderStatus.RESERVED);
            });
    assertThat(numbers(small, Orders.ACME, "o1")).containsExactly(1L);
    assertThat(numbers(small, null, "o2")).containsExactly(2L);
    assertThat(numbers(small, new ClientId("other"), "o2")).isEmpty();
    small.report(2, close(ExecType.CANCELED), null);
    small.report(3, close(ExecType.CANCELED), null);
    assertThat(numbers(small, null, "o2")).isEmpty();
    assertThat(numbers(small, Orders.ACME, "o3")).isEmpty();
  }

  private static List<Long> numbers(Lane lane, @Nullable ClientId client, String id) {
    var found = (LaneAnswer.Candidates) lane.find(client, new ClientOrderId(id));
    assertThat(found.possible()).isEmpty();
    return found.orders().stream().map(OrderState.Key::sequence).toList();
  }

  @Test
  void onlyRepetitionsOfAnAccountAboveItsShareAreSentToTheJournal() {
    // The lane's part is 800 ids, a client's share 100.
    var crowded = new LaneWorld(new StateBounds(10_000, 10_000, 800, 10_000, 0, 10_000));
    Lane one = crowded.lanes().of(Orders.ACME);
    for (int i = 0; i < 20; i++) {
      decide(one, "modest", "m" + i, JournalFindings.NONE);
    }
    int lookedUp = 0;
    for (int i = 0; i < 3000; i++) {
      if (decide(one, "greedy", "g" + i, JournalFindings.NONE)
          instanceof LaneAnswer.Forgotten(Pending last, long below)) {
        assertThat(below).isEqualTo(LaneRecovery.nextSequence(one));
        assertThat(last).isNotNull();
        assertThat(decide(one, "greedy", "g" + i, JournalFindings.NONE.withAbsentBelow(below)))
            .isInstanceOf(LaneAnswer.Decided.class);
        lookedUp++;
      }
    }
    assertThat(lookedUp).as("new orders that were looked up").isLessThan(30);
    int forgotten = 0;
    for (int i = 0; i < 3000; i++) {
      one.report(20 + i, close(ExecType.CANCELED), null);
      LaneAnswer.ToOrder again = decide(one, "greedy", "g" + i, JournalFindings.NONE);
      assertThat(again).isNotInstanceOf(LaneAnswer.Decided.class);
      forgotten += again instanceof LaneAnswer.Forgotten ? 1 : 0;
    }
    assertThat(forgotten).as("repetitions that memory has forgotten").isGreaterThan(2200);
    assertThat(decide(one, "modest", "new", JournalFindings.NONE))
        .isInstanceOf(LaneAnswer.Decided.class);
    for (int i = 0; i < 20; i++) {
      assertThat(decide(one, "modest", "m" + i, JournalFindings.NONE))
          .isInstanceOf(LaneAnswer.Known.class);
    }
    assertThat(candidates(one, "modest", "x").complete()).isTrue();
    assertThat(candidates(one, "greedy", "g0").complete()).isFalse();
    assertThat(candidates(one, "greedy", "new").complete()).isTrue();
    crowded.lanes().addUp();
    assertThat(crowded.lanes().ordersRemembered()).isLessThanOrEqualTo(800);
    assertThat(crowded.findableUpTo).isNotNull();
  }

  @Test
  void nothingIsFoundWhileTheLaneIsReadFromTheJournal() {
    decide("a");
    world.refusal = LaneAnswer.Refusal.UNAVAILABLE;
    assertThat(lane.find(Orders.ACME, new ClientOrderId("a")))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.UNAVAILABLE));
    world.refusal = LaneAnswer.Refusal.OVERLOADED;
    assertThat(numbers(lane, Orders.ACME, "a")).containsExactly(0L);
  }

  @Test
  void anOrderWhoseIdHasTheHashOfAnotherOneInMemoryIsDecided() {
    EqualHashes ids = EqualHashes.under(KeyedHash.ofSeed(42));
    long first = decide(ids.one());
    lane.report(first, close(ExecType.CANCELED), null);
    assertThat(decide(ids.other())).isEqualTo(first + 2);
    assertThat(decide(ids.one(), LaneTest::active))
        .isInstanceOfSatisfying(
            LaneAnswer.Known.class,
            known -> assertThat(known.status()).isEqualTo(OrderStatus.CANCELLED));
    assertThat(numbers(lane, Orders.ACME, ids.one())).containsExactly(first);
  }

  private static LaneAnswer.Candidates candidates(Lane lane, String client, String id) {
    return (LaneAnswer.Candidates) lane.find(new ClientId(client), new ClientOrderId(id));
  }

  private static LaneAnswer.ToOrder decide(
      Lane lane, String client, String id, JournalFindings findings) {
    return lane.decide(LaneWorld.order(new ClientId(client), id, "1"), LaneTest::active, findings);
  }

  @Test
  void executionsThatLeaveAnOrderOpenAreRefusedWhenMemoryHoldsTooMany() {
    var small = new LaneWorld(new StateBounds(1000, 1000, 1000, 1, 10, 10_000));
    Lane one = small.lanes().of(Orders.ACME);
    // One execution counts as six, and 65,537 are tolerated.
    int orders = 65_537 / 6 + 1;
    for (int i = 0; i < orders; i++) {
      decide(one, "acme", "o" + i, ABSENT);
      assertThat(one.report(2L * i, LaneWorld.trade("e", "1", "1"), null))
          .isInstanceOf(LaneAnswer.Applied.class);
    }
    small.lanes().addUp();
    assertThat(decide(one, "acme", "more", ABSENT))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.ORDERS_FULL));
    assertThat(one.report(0, LaneWorld.trade("e2", "1", "1"), null))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.EXECUTIONS_FULL));
    assertThat(why(one.report(0, LaneWorld.trade("e", "1", "1"), null)))
        .isEqualTo(LaneAnswer.Why.DUPLICATE);
    assertThat(one.report(0, LaneWorld.trade("e2", "9", "1"), null))
        .isInstanceOf(LaneAnswer.Applied.class);
    assertThat(one.report(2, close(ExecType.CANCELED), null))
        .isInstanceOf(LaneAnswer.Applied.class);
  }

  @Test
  void aDryRunReleasesWhatIsDueAsADecisionWould() {
    decide("fills-the-limit", LaneTest::upToTen);
    assertThat(reasons(dryRun("next"))).containsExactly("EXPOSURE_LIMIT_ACCOUNT");
    world.clock().read(world.clock().databaseMicros() + TimeUnit.HOURS.toMicros(25));
    assertThat(reasons(dryRun("next"))).isEmpty();
    world.lanes().addUp();
    assertThat(world.lanes().openOrders()).isZero();
    assertThat(world.queue).as("the decision and the release").hasSize(2);
  }

  private LaneAnswer.DryRun dryRun(String id) {
    return (LaneAnswer.DryRun) lane.dryRun(LaneWorld.order(id, "1"), LaneTest::upToTen);
  }

  private static List<String> reasons(LaneAnswer.DryRun answer) {
    return answer.reasons().stream().map(Reason::code).toList();
  }

  private static RulesInForce upToTen() {
    return LaneWorld.rules(
        LaneWorld.controls(
            TradingState.ACTIVE, new AccountLimits(null, null, BigDecimal.TEN, null)));
  }

  @Test
  void nothingIsReleasedWhileTheDatabasesClockContradictsTheTimeGoneBy() {
    decide("a");
    long now = world.clock().databaseMicros();
    world.clock().read(now);
    world.clock().read(now + TimeUnit.HOURS.toMicros(25));
    assertThat(world.clock().isSuspect()).isTrue();
    assertThat(lane.releaseDue(10)).isZero();
    world.lanes().addUp();
    assertThat(world.lanes().openOrders()).isEqualTo(1);
    world.clock().read(world.clock().databaseMicros());
    assertThat(world.clock().isSuspect()).isFalse();
    assertThat(lane.releaseDue(10)).isZero();
  }

  @Test
  void aTokenIsRedeemedOnceInItsOrdersLife() {
    LaneAnswer.Decided decided = (LaneAnswer.Decided) decide("a", LaneTest::active);
    long order = decided.pending().row().sequence();
    var command = redemption(decided, "gate-7");
    LaneAnswer.Redeemed redeemed =
        (LaneAnswer.Redeemed) lane.redeem(order, command, null, LaneTest::controls);
    assertThat(redeemed.row().tokenId()).isEqualTo(decided.decision().id());
    assertThat(redeemed.row().redemptionId()).hasToString("gate-7");
    assertThat(lane.redeem(order, command, null, LaneTest::controls))
        .isEqualTo(
            new LaneAnswer.RedeemedBefore(redeemed.row(), redeemed.order(), redeemed.pending()));
    trade(order, "e1");
    assertThat(lane.redeem(order, redemption(decided, null), null, LaneTest::controls))
        .as("a fill leaves the order open, and its token redeemed")
        .isInstanceOf(LaneAnswer.RedeemedBefore.class);
    lane.report(order, close(ExecType.CANCELED), null);
    assertThat(lane.redeem(order, command, null, LaneTest::controls))
        .isInstanceOf(LaneAnswer.NotOpen.class);
  }

  @Test
  void aRedemptionThatIsTakenBackLeavesTheTokenAsItWas() {
    LaneAnswer.Decided decided = (LaneAnswer.Decided) decide("a", LaneTest::active);
    long order = decided.pending().row().sequence();
    world.full = true;
    assertThat(lane.redeem(order, redemption(decided, "r"), null, LaneTest::controls))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.OVERLOADED));
    world.full = false;
    assertThat(LaneRecovery.nextSequence(lane)).isEqualTo(1);
    assertThat(lane.redeem(order, redemption(decided, "r"), null, LaneTest::controls))
        .isInstanceOf(LaneAnswer.Redeemed.class);
  }

  @Test
  void aTokenIsNotRedeemedForAnotherOrderOrUnderARestriction() {
    LaneAnswer.Decided decided = (LaneAnswer.Decided) decide("a", LaneTest::active);
    LaneAnswer.Decided other = (LaneAnswer.Decided) decide("b", LaneTest::active);
    long order = decided.pending().row().sequence();
    assertThat(lane.redeem(order, redemption(other, "r"), null, LaneTest::controls))
        .isEqualTo(new LaneAnswer.OtherToken());
    for (TradingState state : List.of(TradingState.HALTED, TradingState.REDUCE_ONLY)) {
      assertThat(
              lane.redeem(order, redemption(decided, "r"), null, () -> LaneWorld.controls(state)))
          .isEqualTo(new LaneAnswer.Restricted(state));
    }
    assertThat(lane.redeem(99, redemption(decided, "r"), null, LaneTest::controls))
        .isInstanceOf(LaneAnswer.NotOpen.class);
    assertThat(world.queue).as("nothing but the decisions").hasSize(2);
  }

  @Test
  void underReduceOnlyTheTokenOfAnOrderThatStillReducesIsRedeemed() {
    holdTenLong();
    LaneAnswer.Decided first = sell("s-1", "6");
    LaneAnswer.Decided second = sell("s-2", "4");
    assertThat(redeemUnder(TradingState.HALTED, first))
        .isEqualTo(new LaneAnswer.Restricted(TradingState.HALTED));
    LaneAnswer.Redeemed redeemed =
        (LaneAnswer.Redeemed) redeemUnder(TradingState.REDUCE_ONLY, first);
    assertThat(redeemed.order().reducing()).isTrue();
    lane.report(first.pending().row().sequence(), LaneWorld.trade("e-1", "2", "1"), null);
    assertThat(redeemUnder(TradingState.REDUCE_ONLY, first))
        .as("filled in part, and asked for again")
        .isEqualTo(
            new LaneAnswer.RedeemedBefore(
                redeemed.row(),
                new LaneAnswer.ToBeSent(new Symbol("AAPL"), Side.SELL, true),
                world.queue.peekLast()));
    assertThat(redeemUnder(TradingState.REDUCE_ONLY, second))
        .as("its own quantity is not counted twice")
        .isInstanceOf(LaneAnswer.Redeemed.class);
  }

  @Test
  void underReduceOnlyNoTokenIsRedeemedOnceTheOpenOrdersOfASideExceedThePosition() {
    holdTenLong();
    LaneAnswer.Decided first = sell("s-1", "6");
    LaneAnswer.Decided second = sell("s-2", "5");
    for (LaneAnswer.Decided each : List.of(first, second)) {
      assertThat(redeemUnder(TradingState.REDUCE_ONLY, each))
          .isEqualTo(new LaneAnswer.Restricted(TradingState.REDUCE_ONLY));
    }
    lane.report(second.pending().row().sequence(), close(ExecType.CANCELED), null);
    assertThat(redeemUnder(TradingState.REDUCE_ONLY, first))
        .isInstanceOf(LaneAnswer.Redeemed.class);
    LaneAnswer.Decided more = (LaneAnswer.Decided) decide("more", LaneTest::active);
    assertThat(redeemUnder(TradingState.REDUCE_ONLY, more))
        .as("a buy of an account that is long")
        .isEqualTo(new LaneAnswer.Restricted(TradingState.REDUCE_ONLY));
  }

  private void holdTenLong() {
    long bought = decide("bought");
    lane.report(bought, LaneWorld.trade("b", "10", "1"), null);
  }

  private LaneAnswer.Decided sell(String id, String qty) {
    return (LaneAnswer.Decided)
        lane.decide(
            LaneWorld.command(Orders.limit(id, "AAPL", Side.SELL, qty, "1")),
            LaneTest::active,
            JournalFindings.NONE);
  }

  private LaneAnswer.ToRedemption redeemUnder(TradingState state, LaneAnswer.Decided decided) {
    return lane.redeem(
        decided.pending().row().sequence(),
        redemption(decided, "r"),
        null,
        () -> LaneWorld.controls(state));
  }

  @Test
  void aRedemptionThatWaitsForItsTurnIsJudgedByTheControlsInForceWhenItComes() throws Exception {
    LaneAnswer.Decided decided = (LaneAnswer.Decided) decide("a", LaneTest::active);
    var inForce = new AtomicReference<>(LaneWorld.controls(TradingState.ACTIVE));
    CompletableFuture<LaneAnswer.ToRedemption> answer;
    lane.lock.lock();
    try {
      answer =
          CompletableFuture.supplyAsync(
              () -> lane.redeem(0, redemption(decided, "r"), null, inForce::get));
      await().until(lane.lock::hasQueuedThreads);
      inForce.set(LaneWorld.controls(TradingState.HALTED));
    } finally {
      lane.lock.unlock();
    }
    assertThat(answer.get(60, TimeUnit.SECONDS))
        .isEqualTo(new LaneAnswer.Restricted(TradingState.HALTED));
  }

  @Test
  void anOrderAtItsDeadlineHasNoTokenToRedeem() {
    LaneAnswer.Decided decided = (LaneAnswer.Decided) decide("a", LaneTest::active);
    long order = decided.pending().row().sequence();
    world.clock().read(world.clock().databaseMicros() + TimeUnit.HOURS.toMicros(25));
    world.spare = 0; // so that the release is deferred
    assertThat(lane.redeem(order, redemption(decided, "r"), null, LaneTest::controls))
        .isInstanceOf(LaneAnswer.NotOpen.class);
    assertThat(world.queue).hasSize(1);
  }

  @Test
  void aTokenThatMemoryForgotIsComparedWithTheJournals() {
    LaneAnswer.Decided decided = (LaneAnswer.Decided) decide("a", LaneTest::active);
    LaneState read = lane.bounds().emptyState();
    read.apply(decided.pending().row());
    lane.recovered(read);
    var command = redemption(decided, "r");
    UUID id = decided.decision().id();
    assertThat(lane.redeem(0, command, null, LaneTest::controls))
        .isEqualTo(new LaneAnswer.TokenNotInMemory());
    assertThat(lane.redeem(0, command, new UUID(0, 7), LaneTest::controls))
        .isEqualTo(new LaneAnswer.OtherToken());
    assertThat(lane.redeem(0, command, id, LaneTest::controls))
        .isInstanceOf(LaneAnswer.Redeemed.class);
  }

  private static RedeemCommand redemption(LaneAnswer.Decided of, @Nullable String id) {
    return new RedeemCommand(of.decision().id(), id == null ? null : new RedemptionId(id));
  }

  private long decide(String id) {
    LaneAnswer.ToOrder answer = decide(id, LaneTest::active);
    Pending pending = ((LaneAnswer.Decided) answer).pending();
    return pending.row().sequence();
  }

  private LaneAnswer.ToOrder decide(String id, Supplier<RulesInForce> rules) {
    return lane.decide(LaneWorld.order(id, "1"), rules, JournalFindings.NONE);
  }

  private LaneAnswer.ToReport trade(long order, String execId) {
    return lane.report(order, LaneWorld.trade(execId, "1", "1"), null);
  }

  private static ReportCommand close(ExecType type) {
    return new ReportCommand(new ExecutionReport.Closed(type), "test");
  }

  private static LaneAnswer.Why why(LaneAnswer.ToReport answer) {
    return ((LaneAnswer.Unchanged) answer).why();
  }

  private static RulesInForce active() {
    return LaneWorld.rules(TradingState.ACTIVE);
  }

  private static ControlBook controls() {
    return LaneWorld.controls(TradingState.ACTIVE);
  }

  private static List<String> reasons(LaneAnswer.ToOrder answer) {
    return ((LaneAnswer.Decided) answer).decision().reasons().stream().map(Reason::code).toList();
  }
}
