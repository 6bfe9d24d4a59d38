package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.exposure.Transition.Anomaly;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a lane answers at once, before anything is durable.
public final class LaneAnswer {

  private LaneAnswer() {}

  /// Why a lane takes no command.
  public enum Refusal {
    /// The lanes are not held, or the journal cannot be written.
    UNAVAILABLE,
    /// Too many rows wait for a commit, or they wait too long.
    OVERLOADED,
    /// No room for another order.
    ORDERS_FULL,
    /// No room for another execution of an open order.
    EXECUTIONS_FULL
  }

  /// To an order.
  public sealed interface ToOrder {}

  /// To a dry run.
  public sealed interface ToDryRun {}

  /// To a search for an order.
  public sealed interface ToSearch {}

  /// To an execution report.
  public sealed interface ToReport {}

  /// To the redemption of a token.
  public sealed interface ToRedemption {}

  /// Nothing was changed.
  public record Refused(Refusal why)
      implements ToOrder, ToDryRun, ToSearch, ToReport, ToRedemption {}

  /// The token is redeemed now.
  public record Redeemed(Pending pending, JournalRow.Redeemed row, ToBeSent order)
      implements ToRedemption {}

  /// What decides whether an order of which the token is redeemed may be sent: it is asked again
  /// once the redemption is durable.
  ///
  /// @param reducing whether the order, with all that is open on its side, could only bring its
  ///   position nearer to zero
  public record ToBeSent(Symbol symbol, Side side, boolean reducing) {

    /// Whether such an order may be sent in this trading state.
    public boolean passes(TradingState trading) {
      return switch (trading) {
        case ACTIVE -> true;
        case REDUCE_ONLY -> reducing;
        case HALTED -> false;
      };
    }
  }

  /// Nothing was changed: the order is not open, or its reservation has reached its deadline.
  ///
  /// @param last the newest row of the lane: when it is durable, so is what closed the order
  public record NotOpen(@Nullable Pending last) implements ToRedemption {}

  /// Nothing was changed: the token was redeemed before, and its order is open.
  ///
  /// @param first that redemption; null when only the journal has it
  /// @param last when this row is durable, so is that redemption
  public record RedeemedBefore(
      JournalRow.@Nullable Redeemed first, ToBeSent order, @Nullable Pending last)
      implements ToRedemption {}

  /// Nothing was changed: the order must not be sent in this trading state.
  public record Restricted(TradingState trading) implements ToRedemption {}

  /// Nothing was changed: the order of this number has another token.
  public record OtherToken() implements ToRedemption {}

  /// Nothing was changed: which token the order has only the journal says.
  public record TokenNotInMemory() implements ToRedemption {}

  /// The order was decided now.
  ///
  /// @param judgedUnder the most restrictive trading state when it was judged
  public record Decided(Pending pending, Decision decision, TradingState judgedUnder)
      implements ToOrder {}

  /// An order with this id was decided before.
  ///
  /// @param status of that order now
  /// @param last the newest row of the lane: when it is durable, so are decision and status; null
  ///   when everything is
  public record Known(Decision decision, OrderStatus status, @Nullable Pending last)
      implements ToOrder {}

  /// An order with this id was decided before, and the journal has it under this number.
  ///
  /// @param status of that order now; null when it is closed and only the journal says how
  /// @param last as in [Known]
  public record Stored(long sequence, @Nullable OrderStatus status, @Nullable Pending last)
      implements ToOrder {}

  /// This order may be among the account's decisions inside the window that memory has forgotten,
  /// and only the journal can tell whether it is.
  ///
  /// @param last when this row is durable, the journal has every decision in question; null when it
  ///   has them now
  /// @param below the decisions in question have lower journal numbers
  public record Forgotten(@Nullable Pending last, long below) implements ToOrder {}

  /// What memory has of an order's id.
  ///
  /// @param orders with this id
  /// @param possible journal numbers of orders that may have this id, as only the journal can tell
  /// @param complete true when memory has every order of the window that has this id
  public record Candidates(List<OrderState.Key> orders, List<Long> possible, boolean complete)
      implements ToSearch {}

  /// What would be decided now.
  ///
  /// @param policy that is in force
  /// @param known what answers an order with this id that was decided before, or null
  /// @param last the newest row of the lane, upon which this is built
  public record DryRun(
      List<Reason> reasons,
      List<Reason> warnings,
      PolicyRef policy,
      @Nullable ToOrder known,
      @Nullable Pending last)
      implements ToDryRun {}

  /// The report counts.
  public record Applied(Pending pending, OrderState after, List<Anomaly> anomalies)
      implements ToReport {}

  /// The report changes nothing.
  ///
  /// @param last the newest row of the lane; what is known is durable when that is
  public record Unchanged(@Nullable Pending last, OrderState state, Why why) implements ToReport {}

  /// Why a report changes nothing.
  public enum Why {
    DUPLICATE,
    /// The execution's id was recorded with another quantity or price.
    CONFLICT,
    /// The report refers to an execution that the order does not have.
    UNKNOWN_EXECUTION,
    /// The report refers to an execution that was cancelled or corrected before.
    EXECUTION_CANCELLED,
    ALREADY_CLOSED,
    /// The report names another symbol than the order has.
    SYMBOL_MISMATCH,
    /// The report names the other side.
    SIDE_MISMATCH,
    /// The order has as many executions as are counted for one.
    TOO_MANY_EXECUTIONS
  }

  /// The order is not in memory; the journal has it. Until [Lane#unpin], every change of the order
  /// stays in memory, so that a state read meanwhile is not older than it seems.
  ///
  /// @param reading of the lane from the journal, under which this holds
  public record NotInMemory(int reading) implements ToReport {}

  /// An order as read from the journal after [NotInMemory].
  ///
  /// @param reading as that answer told it
  public record Loaded(OrderState order, int reading) {}
}
