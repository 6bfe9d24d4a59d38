package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.Transition.Note;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.token.DecisionToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a lane says at once, before anything is durable.
final class LaneAnswer {

  private LaneAnswer() {}

  /// Why a lane does not take anything.
  enum Refusal {
    /// The lanes are not held, or the journal cannot be written.
    UNAVAILABLE,
    /// Too much is waiting for a commit.
    OVERLOADED,
    /// No room for another order.
    ORDERS_FULL
  }

  /// To an order.
  sealed interface ToOrder {}

  /// To an order that is only tried.
  sealed interface ToRehearsal {}

  /// To something that happened to an order.
  sealed interface ToEvent {}

  /// Nothing was changed.
  record Refused(Refusal why) implements ToOrder, ToRehearsal, ToEvent {}

  /// The order was decided now.
  ///
  /// @param signNanos the part of the time that went into signing
  record Decided(Pending pending, DecisionToken token, long signNanos) implements ToOrder {}

  /// An order with this id was decided before, and this is what was said.
  record Known(Pending pending, DecisionToken token) implements ToOrder {}

  /// An order with this id was decided before; the journal has it under this number.
  record Stored(long sequence) implements ToOrder {}

  /// What would be decided now.
  ///
  /// @param known true when an order with this id was decided before
  /// @param last the newest row of the lane, upon which this is built
  record Rehearsed(List<Reason> reasons, boolean known, @Nullable Pending last)
      implements ToRehearsal {}

  /// The event counts.
  record Applied(Pending pending, OrderState after, List<Note> notes) implements ToEvent {}

  /// The event changes nothing: it is known, or the order ended otherwise.
  ///
  /// @param last the newest row of the lane; what is known is durable when that is
  record Unchanged(@Nullable Pending last, OrderState state, boolean duplicate)
      implements ToEvent {}

  /// The order has as many executions as are counted for one; the fill was not recorded.
  ///
  /// @param last the newest row of the lane, upon which this is built
  record TooManyExecutions(@Nullable Pending last) implements ToEvent {}

  /// The order is not in memory; the journal has it. Until [Lane#unpin], whatever happens to the
  /// order stays in memory, so that a state that is read meanwhile is not older than it seems.
  record NotInMemory() implements ToEvent {}
}
