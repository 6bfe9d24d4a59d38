package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountPortionTest {

  private final LaneWorld world =
      new LaneWorld(new StateBounds(100_000, 100_000, 100_000, 100_000, 10, 10_000));
  private final Lane lane = world.lanes().all().getFirst();

  @Test
  void everyAccountThatHasExposureAllTheWhileIsMetOnce() {
    for (int i = 0; i < 3000; i++) {
      open("stays-" + i);
    }
    List<Long> leaving = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      leaving.add(open("leaves-" + i));
    }
    List<String> met = new ArrayList<>();
    int from = 0;
    int portions = 0;
    while (from >= 0) {
      AccountView.Portion portion = AccountView.portion(lane, from, 100);
      assertThat(portion.accounts()).hasSizeLessThanOrEqualTo(100);
      portion.accounts().forEach(view -> met.add(view.client().value()));
      from = portion.next();
      // The world goes on between two portions, and places become free and are taken again.
      close(leaving.get(portions));
      open("comes-" + portions++);
    }
    assertThat(met).doesNotHaveDuplicates();
    assertThat(met.stream().filter(name -> name.startsWith("stays-"))).hasSize(3000);
  }

  @Test
  void aPortionLooksAtABoundedNumberOfPlacesHoweverFewAccountsItFinds() {
    List<Long> orders = new ArrayList<>();
    for (int i = 0; i < 2 * AccountView.PLACES_AT_ONCE; i++) {
      orders.add(open("c-" + i));
    }
    orders.subList(0, orders.size() - 1).forEach(this::close);
    AccountView.Portion first = AccountView.portion(lane, 0, 10);
    assertThat(first.accounts()).isEmpty();
    assertThat(first.next()).isEqualTo(AccountView.PLACES_AT_ONCE);
    AccountView.Portion second = AccountView.portion(lane, first.next(), 10);
    assertThat(second.accounts()).hasSize(1);
    assertThat(second.next()).isEqualTo(-1);
  }

  private long open(String client) {
    Order order = Orders.limit("o", "AAPL", Side.BUY, "1", "1");
    OrderCommand command = LaneWorld.command(order);
    var candidate =
        new Candidate(
            new ClientId(client),
            order,
            command.candidate().price(),
            BigDecimal.ONE,
            TimeInForce.DAY);
    LaneAnswer.ToOrder answer =
        lane.decide(
            new OrderCommand(candidate, command.orderHash(), command.traceId(), command.policy()),
            () -> LaneWorld.rules(TradingState.ACTIVE),
            JournalFindings.NONE);
    return ((LaneAnswer.Decided) answer).pending().row().sequence();
  }

  private void close(long order) {
    var cancel = new ReportCommand(new ExecutionReport.Closed(ExecType.CANCELED), "test");
    assertThat(lane.report(order, cancel, null)).isInstanceOf(LaneAnswer.Applied.class);
  }
}
