package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.authorize.token.TokenKey;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenSigner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.time.Period;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lanes that are held and whose rows end in a queue that nobody reads.
final class LaneWorld implements Custody {

  final ArrayDeque<Pending> queue = new ArrayDeque<>();
  boolean full;
  private final LaneClock clock;
  private final Lanes lanes;

  LaneWorld() {
    this(new StateBounds(1000, 1000, 1000, 10));
  }

  LaneWorld(StateBounds bounds) {
    var meters = new LaneMeters(new SimpleMeterRegistry());
    clock = new LaneClock(InstantSource.system(), meters);
    lanes =
        new Lanes(
            new LaneSettings(
                new OrdersProperties(
                    Duration.ofHours(1),
                    Duration.ofMillis(200),
                    null,
                    null,
                    null,
                    2,
                    null,
                    Duration.ofSeconds(1)),
                bounds,
                Period.ofDays(3),
                clock,
                meters,
                new TokenSigner(
                    new TokenKeys(new TokenKey("k1", new byte[32]), List.of()),
                    Duration.ofMinutes(5)),
                1,
                KeyedHash.ofSeed(42)),
            this);
  }

  Lanes lanes() {
    return lanes;
  }

  LaneClock clock() {
    return clock;
  }

  @Override
  public @Nullable Refusal refusal() {
    return null;
  }

  @Override
  public boolean isHeld() {
    return true;
  }

  @Override
  public long epoch(int lane) {
    return 1;
  }

  @Override
  public boolean offer(Pending row) {
    return !full && queue.add(row);
  }

  static OrderCommand order(String id, String price) {
    Order order = Orders.limit(id, "AAPL", Side.BUY, "10", price);
    return new OrderCommand(
        Orders.candidate(order),
        order.hash(),
        new UUID(0, 1),
        new PolicyOutcome(new PolicyRef("test-1", ""), List.of(), List.of()));
  }

  static ReportCommand trade(String execId, String qty, String price) {
    return new ReportCommand(
        new ExecutionReport.Trade(
            new ExecId(execId), Orders.quantity(qty), Orders.executionPrice(price)),
        "test");
  }

  static ControlBook controls(TradingState firm) {
    return new ControlBook(
        AccountLimits.NONE,
        Map.of(),
        Map.of(),
        firm,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        new ControlBook.Unknown(false, false, false));
  }
}
