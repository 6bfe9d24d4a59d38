package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.NoRules;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.authorize.policy.RulesInForce;
import dev.tradewitness.authorize.token.TokenKey;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenSigner;
import dev.tradewitness.common.crypto.Hash;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lanes that are held and whose rows end in a queue that nobody reads.
final class LaneWorld implements Custody {

  private static final Hash ORDER_HASH = new Hash(new byte[32]);
  private static final Reason REASON =
      new Reason(
          "MAX_ORDER_QTY", "max_order_qty", Scope.ACCOUNT, "a", "10", "1", "units", "10 above 1");

  final ArrayDeque<Pending> queue = new ArrayDeque<>();
  boolean full;
  @Nullable Refusal refusal;
  int spare = Integer.MAX_VALUE;
  @Nullable LocalDate findableUpTo;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LaneClock clock;
  private final Lanes lanes;

  LaneWorld() {
    this(new StateBounds(1000, 1000, 1000, 1000, 10, 10_000));
  }

  LaneWorld(StateBounds bounds) {
    this(bounds, 1);
  }

  LaneWorld(StateBounds bounds, int laneCount) {
    this(bounds, laneCount, lives(TimeInForce.DAY));
  }

  /// Of orders that name no time in force.
  LaneWorld(TimeInForce whenAbsent) {
    this(new StateBounds(1000, 1000, 1000, 1000, 10, 10_000), 1, lives(whenAbsent));
  }

  private LaneWorld(StateBounds bounds, int laneCount, TimeInForceProperties lives) {
    var meters = new LaneMeters(registry);
    clock = new LaneClock(InstantSource.system(), meters);
    lanes =
        new Lanes(
            new LaneSettings(
                orders(lives),
                bounds,
                Period.ofDays(3),
                day -> findableUpTo = day,
                clock,
                meters,
                new TokenSigner(
                    new TokenKeys(new TokenKey("k1", new byte[32]), List.of()),
                    Duration.ofMinutes(5)),
                laneCount,
                KeyedHash.ofSeed(42)),
            this);
  }

  private static TimeInForceProperties lives(TimeInForce whenAbsent) {
    return new TimeInForceProperties(
        whenAbsent, Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofDays(30));
  }

  private static OrdersProperties orders(TimeInForceProperties lives) {
    return new OrdersProperties(
        Duration.ofHours(24),
        lives,
        Duration.ofMillis(200),
        null,
        null,
        null,
        null,
        null,
        2,
        null,
        Duration.ofSeconds(1),
        Duration.ofSeconds(10));
  }

  /// What a decision takes from the outside at this time.
  static Moment moment(Candidate candidate, long nowMicros, UUID id) {
    OrdersProperties orders = orders(lives(TimeInForce.DAY));
    return new Moment(
        nowMicros,
        nowMicros,
        ReservationLife.deadlineMicros(candidate, orders, nowMicros),
        ReservationLife.breach(candidate, orders, nowMicros),
        id,
        new Decision.TokenTerms("k1", nowMicros / 1_000_000 + 300));
  }

  /// The only lane.
  Lane lane() {
    return lanes.all().getFirst();
  }

  /// A decision made now.
  static JournalRow.Decided decided(
      int lane, long sequence, long number, ClientId client, String id, boolean authorized) {
    return decided(
        lane, sequence, number, client, id, authorized, System.currentTimeMillis() * 1000);
  }

  static JournalRow.Decided decided(
      int lane,
      long sequence,
      long number,
      ClientId client,
      String id,
      boolean authorized,
      long now) {
    Order order = Orders.limit(id, "AAPL", Side.BUY, "10", "185.25");
    return new JournalRow.Decided(
        sequence,
        new Decision(
            new Decision.Place(lane, number),
            new UUID(lane, sequence),
            new UUID(0, 1),
            client,
            order,
            ORDER_HASH,
            authorized ? List.of() : List.of(REASON),
            List.of(),
            new PolicyRef("test-1", ""),
            null,
            BigDecimal.ONE,
            authorized
                ? new Decision.Reservation(
                    new BigDecimal("185.25"), TimeInForce.DAY, now + 3_600_000_000L)
                : null,
            new Decision.TokenTerms("k1", now / 1_000_000 + 300),
            now));
  }

  Lanes lanes() {
    return lanes;
  }

  LaneClock clock() {
    return clock;
  }

  @Override
  public @Nullable Refusal refusal() {
    return refusal;
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
  public boolean hasRoomToSpare() {
    return queue.size() < spare;
  }

  @Override
  public synchronized boolean offer(Pending row) {
    return !full && queue.add(row);
  }

  static OrderCommand order(String id, String price) {
    return order(Orders.ACME, id, price);
  }

  static OrderCommand order(ClientId client, String id, String price) {
    return command(client, Orders.limit(id, "AAPL", Side.BUY, "10", price), price);
  }

  static OrderCommand command(Order order) {
    return command(Orders.ACME, order, "10");
  }

  private static OrderCommand command(ClientId client, Order order, String price) {
    return new OrderCommand(
        new Candidate(
            client,
            order,
            Orders.price(price).value(),
            BigDecimal.ONE,
            Objects.requireNonNullElse(order.timeInForce(), TimeInForce.DAY)),
        order.hash(),
        new UUID(0, 1),
        new PolicyOutcome(NoRules.POLICY.ref(), List.of(), List.of()));
  }

  static ReportCommand trade(String execId, String qty, String price) {
    return new ReportCommand(
        new ExecutionReport.Trade(
            new ExecId(execId), Orders.quantity(qty), Orders.executionPrice(price)),
        "test");
  }

  static RulesInForce rules(TradingState firm) {
    return rules(controls(firm));
  }

  /// With a policy that has nothing to say.
  static RulesInForce rules(ControlBook controls) {
    return new RulesInForce(controls, NoRules.POLICY);
  }

  static ControlBook controls(TradingState firm) {
    return controls(firm, AccountLimits.NONE);
  }

  /// @param limits of every account
  static ControlBook controls(TradingState firm, AccountLimits limits) {
    return Books.defaults(limits).firm(firm).book();
  }
}
