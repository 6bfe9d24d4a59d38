package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a lane does when room gets short: in memory, or in the journal's queue.
class LaneRoomTest {

  @Test
  void anOrderThatTakesNoOtherHoldingPassesWhenTheHoldingsAreFull() {
    var world = new LaneWorld(new StateBounds(1000, 1, 1000, 1000, 10, 10_000));
    LaneAnswer.Decided bought = (LaneAnswer.Decided) decide(world, limit("a", "AAPL", Side.BUY));
    report(world, bought, LaneWorld.trade("e", "10", "1"));
    world.lanes().addUp();
    assertThat(decide(world, limit("b", "MSFT", Side.BUY)))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.ORDERS_FULL));
    assertThat(decide(world, limit("c", "AAPL", Side.SELL))).isInstanceOf(LaneAnswer.Decided.class);
  }

  @Test
  void noOrderPassesWhenTheOpenOrdersAreFull() {
    var world = new LaneWorld(new StateBounds(1, 1000, 1000, 1000, 10, 10_000));
    decide(world, limit("a", "AAPL", Side.BUY));
    world.lanes().addUp();
    assertThat(decide(world, limit("b", "AAPL", Side.SELL)))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.ORDERS_FULL));
  }

  @Test
  void anAccountHasAtMostAQuarterOfTheOpenOrders() {
    var world = new LaneWorld(new StateBounds(8_000, 8_000, 8_000, 8_000, 10, 10_000));
    for (int i = 0; i < 2_000; i++) {
      assertThat(decide(world, limit("o-" + i, "AAPL", i % 2 == 0 ? Side.BUY : Side.SELL)))
          .isInstanceOf(LaneAnswer.Decided.class);
      world.queue.clear();
    }
    world.lanes().addUp();
    assertThat(decide(world, limit("more", "AAPL", Side.BUY)))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.ORDERS_FULL));
    assertThat(decide(world, new ClientId("other"), limit("more", "AAPL", Side.BUY)))
        .isInstanceOf(LaneAnswer.Decided.class);
  }

  @Test
  void anAccountHasAtMostAQuarterOfTheHoldings() {
    var world = new LaneWorld(new StateBounds(8_000, 8_000, 8_000, 80_000, 10, 10_000));
    for (int i = 0; i < 2_000; i++) {
      var bought = (LaneAnswer.Decided) decide(world, limit("o-" + i, "S" + i, Side.BUY));
      report(world, bought, LaneWorld.trade("e", "10", "1"));
      world.queue.clear();
    }
    world.lanes().addUp();
    assertThat(decide(world, limit("more", "MSFT", Side.BUY)))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.ORDERS_FULL));
    assertThat(decide(world, new ClientId("other"), limit("more", "MSFT", Side.BUY)))
        .isInstanceOf(LaneAnswer.Decided.class);
    assertThat(decide(world, limit("held", "S7", Side.BUY))).isInstanceOf(LaneAnswer.Decided.class);
    var sold = (LaneAnswer.Decided) decide(world, limit("flat", "S8", Side.SELL));
    report(world, sold, LaneWorld.trade("e", "10", "1"));
    assertThat(decide(world, limit("again", "MSFT", Side.BUY)))
        .as("a position that is gone gives its room back")
        .isInstanceOf(LaneAnswer.Decided.class);
  }

  @Test
  void theOpenOrdersOfAnAccountHaveAtMostAQuarterOfTheExecutions() {
    var world = new LaneWorld(new StateBounds(8_000, 8_000, 8_000, 8_000, 10, 10_000));
    // One execution counts as six.
    var orders = new ArrayList<LaneAnswer.Decided>();
    for (int i = 0; i < 2_000 / 6 + 1; i++) {
      var bought = (LaneAnswer.Decided) decide(world, limit("o-" + i, "AAPL", Side.BUY));
      report(world, bought, LaneWorld.trade("e", "1", "1"));
      orders.add(bought);
    }
    world.lanes().addUp();
    assertThat(decide(world, limit("more", "AAPL", Side.BUY)))
        .isEqualTo(new LaneAnswer.Refused(LaneAnswer.Refusal.ORDERS_FULL));
    assertThat(decide(world, new ClientId("other"), limit("more", "AAPL", Side.BUY)))
        .isInstanceOf(LaneAnswer.Decided.class);
    report(world, orders.getFirst(), LaneWorld.trade("e2", "9", "1"));
    assertThat(decide(world, limit("more", "AAPL", Side.BUY)))
        .as("an order that is filled gives its room back")
        .isInstanceOf(LaneAnswer.Decided.class);
  }

  @Test
  void manyOrdersThatExpireAtOnceLeaveRoomForNewOnes() {
    var world = new LaneWorld();
    for (int i = 0; i < 300; i++) {
      decide(world, limit("o-" + i, "AAPL", Side.BUY));
    }
    world.queue.clear();
    world.clock().read(world.clock().databaseMicros() + TimeUnit.HOURS.toMicros(25));
    world.spare = 50;
    assertThat(world.lanes().sweep()).as("orders at their deadline are left").isTrue();
    assertThat(world.queue).hasSize(50);
    assertThat(decide(world, limit("new", "AAPL", Side.BUY)))
        .isInstanceOf(LaneAnswer.Decided.class);
    assertThat(world.queue).as("the order alone was queued").hasSize(51);
    assertThat(world.registry.get("authorize.releases.deferred").counter().count()).isPositive();
    int sweeps = 0;
    boolean left = true;
    while (left && sweeps++ < 10) {
      world.queue.clear();
      left = world.lanes().sweep();
    }
    assertThat(left).isFalse();
    assertThat(world.lanes().openOrders()).isEqualTo(1);
    assertThat(
            world
                .registry
                .get("authorize.reservations.released")
                .tag("time_in_force", "DAY")
                .counter()
                .count())
        .isEqualTo(300);
  }

  private static Order limit(String id, String symbol, Side side) {
    return Orders.limit(id, symbol, side, "10", "1");
  }

  private static LaneAnswer.ToOrder decide(LaneWorld world, Order order) {
    return decide(world, Orders.ACME, order);
  }

  private static LaneAnswer.ToOrder decide(LaneWorld world, ClientId client, Order order) {
    ControlBook controls = LaneWorld.controls(TradingState.ACTIVE);
    OrderCommand command = LaneWorld.command(order);
    Candidate candidate =
        Candidate.of(client, order, controls, world.lanes().timeInForceWhenAbsent());
    return world
        .lanes()
        .of(client)
        .decide(
            new OrderCommand(candidate, command.orderHash(), command.traceId(), command.policy()),
            () -> LaneWorld.rules(controls),
            JournalFindings.NONE);
  }

  private static void report(LaneWorld world, LaneAnswer.Decided of, ReportCommand command) {
    assertThat(command.report()).isInstanceOf(ExecutionReport.Trade.class);
    assertThat(world.lanes().of(Orders.ACME).report(of.pending().row().sequence(), command, null))
        .isInstanceOf(LaneAnswer.Applied.class);
  }
}
