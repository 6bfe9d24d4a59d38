package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One lane whose rows go nowhere.
class LaneTest {

  private final LaneWorld world = new LaneWorld();
  private final Lane lane = world.lanes().of(Orders.ACME);

  @Test
  void anOrderThatWaitsForItsTurnIsJudgedByTheControlsInForceWhenItComes() throws Exception {
    var inForce = new AtomicReference<>(LaneWorld.controls(TradingState.ACTIVE));
    CompletableFuture<LaneAnswer.ToOrder> answer;
    lane.lock.lock();
    try {
      answer = CompletableFuture.supplyAsync(() -> decide("late", inForce::get));
      await().until(lane.lock::hasQueuedThreads);
      inForce.set(LaneWorld.controls(TradingState.HALTED));
    } finally {
      lane.lock.unlock();
    }
    assertThat(reasons(answer.get(10, TimeUnit.SECONDS))).containsExactly("KILL_SWITCH");
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
    var small = new LaneWorld(new StateBounds(1000, 1000, 8, 0)).lanes().of(Orders.ACME);
    for (int i = 0; i < 100; i++) {
      assertThat(small.decide(LaneWorld.order("o" + i, "1"), LaneTest::active, Long.MAX_VALUE))
          .isInstanceOf(LaneAnswer.Decided.class);
    }
    assertThat(small.decide(LaneWorld.order("o0", "1"), LaneTest::active, Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            LaneAnswer.Known.class,
            known -> {
              assertThat(known.pending().row().sequence()).isZero();
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
    var numbers = new ArrayList<Long>();
    lane.find(
        client,
        new ClientOrderId(id),
        (sequence, compared) -> {
          assertThat(compared).isTrue();
          numbers.add(sequence);
        });
    return numbers;
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

  private long decide(String id) {
    LaneAnswer.ToOrder answer = decide(id, LaneTest::active);
    Pending pending = ((LaneAnswer.Decided) answer).pending();
    return pending.row().sequence();
  }

  private LaneAnswer.ToOrder decide(String id, Supplier<ControlBook> controls) {
    return lane.decide(LaneWorld.order(id, "1"), controls, Long.MAX_VALUE);
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

  private static ControlBook active() {
    return LaneWorld.controls(TradingState.ACTIVE);
  }

  private static List<String> reasons(LaneAnswer.ToOrder answer) {
    return ((LaneAnswer.Decided) answer).decision().reasons().stream().map(Reason::code).toList();
  }
}
