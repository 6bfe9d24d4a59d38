package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.exposure.Transition.Note;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// An order between its decision and its end. Immutable: an event makes the next state, and the
/// same function serves the service, the replay and the test.
///
/// @param remaining units still reserved; zero once the order ended
/// @param filledQty units executed so far
/// @param filledValue sum of quantity × price over the executions
/// @param execIds the executions counted; shared with nobody who could change them
public record OrderState(
    Key key,
    Terms terms,
    OrderStatus status,
    BigDecimal remaining,
    BigDecimal filledQty,
    BigDecimal filledValue,
    Set<String> execIds) {

  /// @param sequence the decision's number in the lane's journal
  public record Key(long sequence, ClientId client, ClientOrderId id) {}

  /// What the order is, for good.
  ///
  /// @param reservePrice what one open unit is valued at; zero for a blocked order
  /// @param deadlineMicros when the reservation is released; 0 for a blocked order
  public record Terms(
      Symbol symbol, Side side, BigDecimal qty, BigDecimal reservePrice, long deadlineMicros) {}

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
            reserved == null ? BigDecimal.ZERO : reserved.price(),
            reserved == null ? 0 : reserved.deadlineMicros()),
        reserved == null ? OrderStatus.BLOCKED : OrderStatus.RESERVED,
        reserved == null ? BigDecimal.ZERO : qty,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Set.of());
  }

  /// What is still reserved, in money.
  public BigDecimal openValue() {
    return remaining.multiply(terms.reservePrice());
  }

  public Transition on(OrderEvent event) {
    return switch (event) {
      case OrderEvent.Fill fill -> filled(fill);
      case OrderEvent.Close close -> ended(close.ending().status());
    };
  }

  private Transition filled(OrderEvent.Fill fill) {
    if (execIds.contains(fill.execId().value())) {
      return new Transition.Duplicate();
    }
    BigDecimal qty = fill.qty().value();
    BigDecimal left = ExactDecimal.normal(remaining.subtract(qty).max(BigDecimal.ZERO));
    Set<String> seen = HashSet.newHashSet(execIds.size() + 1);
    seen.addAll(execIds);
    seen.add(fill.execId().value());
    var after =
        new OrderState(
            key,
            terms,
            !status.isOpen()
                ? status
                : left.signum() == 0 ? OrderStatus.FILLED : OrderStatus.PARTIALLY_FILLED,
            left,
            ExactDecimal.normal(filledQty.add(qty)),
            ExactDecimal.normal(filledValue.add(qty.multiply(fill.price().value()))),
            Collections.unmodifiableSet(seen));
    return new Transition.Applied(after, notes(qty));
  }

  private List<Note> notes(BigDecimal qty) {
    if (status == OrderStatus.BLOCKED) {
      return List.of(Note.FILL_OF_BLOCKED_ORDER);
    }
    boolean over = filledQty.add(qty).compareTo(terms.qty()) > 0;
    boolean late = !status.isOpen() && status != OrderStatus.FILLED;
    if (late) {
      return over ? List.of(Note.LATE_FILL, Note.OVERFILL) : List.of(Note.LATE_FILL);
    }
    return over ? List.of(Note.OVERFILL) : List.of();
  }

  private Transition ended(OrderStatus end) {
    if (status == end) {
      return new Transition.Duplicate();
    }
    if (!status.isOpen()) {
      return new Transition.AlreadyEnded();
    }
    return new Transition.Applied(
        new OrderState(key, terms, end, BigDecimal.ZERO, filledQty, filledValue, execIds),
        List.of());
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof OrderState that
        && key.equals(that.key)
        && terms.equals(that.terms)
        && status == that.status
        && remaining.compareTo(that.remaining) == 0
        && filledQty.compareTo(that.filledQty) == 0
        && filledValue.compareTo(that.filledValue) == 0
        && execIds.equals(that.execIds);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, status);
  }
}
