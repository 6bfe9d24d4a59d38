package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.exposure.Transition.Anomaly;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An order between its decision and its close. A report makes the next state; the same function
/// serves the service, the replay and the test.
///
/// @param remaining units still reserved; zero once the order is closed
/// @param filledQty units executed so far
/// @param filledValue sum of quantity × price × multiplier over the executions
/// @param redeemed whether the order's token was redeemed; when and by whom the journal says
public record OrderState(
    Key key,
    Terms terms,
    OrderStatus status,
    BigDecimal remaining,
    BigDecimal filledQty,
    BigDecimal filledValue,
    Executions executions,
    boolean redeemed) {

  /// An order whose token was not redeemed.
  public OrderState(
      Key key,
      Terms terms,
      OrderStatus status,
      BigDecimal remaining,
      BigDecimal filledQty,
      BigDecimal filledValue,
      Executions executions) {
    this(key, terms, status, remaining, filledQty, filledValue, executions, false);
  }

  /// @param sequence the decision's number in the lane's journal
  public record Key(long sequence, ClientId client, ClientOrderId id) {}

  /// What the order is, for good.
  ///
  /// @param reservePrice what one open unit is valued at, multiplier included; zero for a blocked
  ///   order
  /// @param multiplier what the price of one executed unit counts times
  /// @param timeInForce that counts for the order; of a blocked one what it says, else DAY
  /// @param deadlineMicros when the reservation is released; 0 for a blocked order,
  ///   [Decision.Reservation#NEVER] for one that only a report closes
  public record Terms(
      Symbol symbol,
      Side side,
      BigDecimal qty,
      BigDecimal reservePrice,
      BigDecimal multiplier,
      TimeInForce timeInForce,
      long deadlineMicros) {

    Contract contract() {
      return new Contract(symbol, side, multiplier);
    }
  }

  /// The state right after the decision.
  public static OrderState decided(long sequence, Decision decision) {
    var order = decision.order();
    Decision.Reservation reserved = decision.reserved();
    BigDecimal qty = order.qty().value();
    return new OrderState(
        new Key(sequence, decision.client(), order.id()),
        new Terms(
            order.symbol(),
            order.side(),
            qty,
            reserved == null
                ? BigDecimal.ZERO
                : Contract.times(reserved.price(), decision.multiplier()),
            decision.multiplier(),
            reserved == null
                ? Objects.requireNonNullElse(order.timeInForce(), TimeInForce.DAY)
                : reserved.timeInForce(),
            reserved == null ? 0 : reserved.deadlineMicros()),
        reserved == null ? OrderStatus.BLOCKED : OrderStatus.RESERVED,
        reserved == null ? BigDecimal.ZERO : qty,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Executions.NONE);
  }

  /// What is still reserved, in money.
  public BigDecimal openValue() {
    return remaining.multiply(terms.reservePrice());
  }

  /// Decides what a report does; changes nothing.
  public Transition on(ExecutionReport report) {
    return switch (report) {
      case ExecutionReport.Trade trade ->
          switch (executions.known(trade)) {
            case REPEATED -> new Transition.Duplicate();
            case CONFLICTING -> new Transition.Conflict();
            case NEW -> new Transition.Applied(after(trade), anomalies(trade));
          };
      case ExecutionReport.TradeCancel cancel ->
          switch (executions.known(cancel)) {
            case REPEATED -> new Transition.Duplicate();
            case CONFLICTING -> new Transition.Conflict();
            case NEW -> amended(cancel.original(), () -> cancelled(cancel));
          };
      case ExecutionReport.TradeCorrect correct ->
          switch (executions.known(correct.trade())) {
            case REPEATED -> new Transition.Duplicate();
            case CONFLICTING -> new Transition.Conflict();
            case NEW -> amended(correct.original(), () -> corrected(correct));
          };
      case ExecutionReport.Closed(ExecType type) -> closed(OrderStatus.of(type));
    };
  }

  private Transition amended(
      ExecutionReport.Recorded original, Supplier<Transition.Applied> applied) {
    if (executions.known(original.trade()) != Executions.Known.REPEATED) {
      return new Transition.UnknownExecution();
    }
    return executions.isCancelled(original.trade().execId())
        ? new Transition.ExecutionCancelled()
        : applied.get();
  }

  private Transition.Applied cancelled(ExecutionReport.TradeCancel cancel) {
    OrderState after = without(cancel.original().trade(), executions.with(cancel));
    return new Transition.Applied(
        after,
        status == OrderStatus.FILLED && after.filledQty().compareTo(terms.qty()) < 0
            ? List.of(Anomaly.NOT_REOPENED)
            : List.of());
  }

  private Transition.Applied corrected(ExecutionReport.TradeCorrect correct) {
    OrderState before = without(correct.original().trade(), executions);
    OrderState after = before.after(correct.trade());
    var anomalies = EnumSet.noneOf(Anomaly.class);
    anomalies.addAll(before.anomalies(correct.trade()));
    anomalies.remove(Anomaly.LATE_FILL); // the trade is not new
    if (status == OrderStatus.FILLED && after.filledQty().compareTo(terms.qty()) < 0) {
      anomalies.add(Anomaly.NOT_REOPENED);
    }
    return new Transition.Applied(after.with(executions.with(correct)), List.copyOf(anomalies));
  }

  /// This order as if the trade had not been. A closed order stays closed.
  private OrderState without(ExecutionReport.Trade trade, Executions counted) {
    BigDecimal qty = trade.qty().value();
    BigDecimal filled = ExactDecimal.normal(filledQty.subtract(qty));
    boolean isOpen = status.isOpen();
    return new OrderState(
        key,
        terms,
        !isOpen
            ? status
            : filled.signum() == 0 ? OrderStatus.RESERVED : OrderStatus.PARTIALLY_FILLED,
        isOpen ? ExactDecimal.normal(terms.qty().subtract(filled)) : remaining,
        filled,
        ExactDecimal.normal(filledValue.subtract(qty.multiply(worth(trade)))),
        counted,
        redeemed);
  }

  private BigDecimal worth(ExecutionReport.Trade trade) {
    return Contract.times(trade.price().value(), terms.multiplier());
  }

  private OrderState with(Executions counted) {
    return new OrderState(key, terms, status, remaining, filledQty, filledValue, counted, redeemed);
  }

  /// The same order once its token is redeemed.
  ///
  /// @throws IllegalStateException when that is not possible: the journal contradicts itself
  public OrderState afterRedemption() {
    if (redeemed || !status.isOpen()) {
      throw new IllegalStateException(
          "the token of order %s (%s, redeemed: %s) cannot be redeemed"
              .formatted(key, status, redeemed));
    }
    return new OrderState(key, terms, status, remaining, filledQty, filledValue, executions, true);
  }

  /// The state after a report that the journal has.
  ///
  /// @throws IllegalStateException when the report does not apply: the journal contradicts itself
  public OrderState after(ExecutionReport report) {
    if (on(report) instanceof Transition.Applied(OrderState after, var anomalies)) {
      return after;
    }
    throw new IllegalStateException("%s does not apply to order %s".formatted(report, key));
  }

  private OrderState after(ExecutionReport.Trade trade) {
    BigDecimal qty = trade.qty().value();
    BigDecimal left = ExactDecimal.normal(remaining.subtract(qty).max(BigDecimal.ZERO));
    return new OrderState(
        key,
        terms,
        !status.isOpen()
            ? status
            : left.signum() == 0 ? OrderStatus.FILLED : OrderStatus.PARTIALLY_FILLED,
        left,
        ExactDecimal.normal(filledQty.add(qty)),
        ExactDecimal.normal(filledValue.add(qty.multiply(worth(trade)))),
        executions.with(trade),
        redeemed);
  }

  private List<Anomaly> anomalies(ExecutionReport.Trade trade) {
    var found = EnumSet.noneOf(Anomaly.class);
    if (status == OrderStatus.BLOCKED) {
      found.add(Anomaly.FILL_OF_BLOCKED_ORDER);
    } else {
      if (!status.isOpen() && status != OrderStatus.FILLED) {
        found.add(Anomaly.LATE_FILL);
      }
      if (filledQty.add(trade.qty().value()).compareTo(terms.qty()) > 0) {
        found.add(Anomaly.OVERFILL);
      }
    }
    if (trade.price().isZero()) {
      found.add(Anomaly.ZERO_PRICE);
    }
    return List.copyOf(found);
  }

  private Transition closed(OrderStatus as) {
    if (status == as) {
      return new Transition.Duplicate();
    }
    if (!status.isOpen()) {
      return new Transition.AlreadyClosed();
    }
    return new Transition.Applied(
        new OrderState(
            key, terms, as, BigDecimal.ZERO, filledQty, filledValue, executions, redeemed),
        List.of());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OrderState that
        && key.equals(that.key)
        && terms.equals(that.terms)
        && status == that.status
        && remaining.compareTo(that.remaining) == 0
        && filledQty.compareTo(that.filledQty) == 0
        && filledValue.compareTo(that.filledValue) == 0
        && executions.equals(that.executions)
        && redeemed == that.redeemed;
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, status);
  }
}
