package dev.tradewitness.authorize.exposure;

import java.util.List;

/// What an execution report does to an order.
public sealed interface Transition {

  /// The report counts. The anomalies are recorded facts, not refusals.
  record Applied(OrderState after, List<Anomaly> anomalies) implements Transition {}

  /// The same execution, or the same close, was recorded before.
  record Duplicate() implements Transition {}

  /// The execution's id was recorded before with another quantity or price.
  record Conflict() implements Transition {}

  /// The report refers to a trade that the order does not have.
  record UnknownExecution() implements Transition {}

  /// The report refers to a trade that was cancelled or corrected before.
  record ExecutionCancelled() implements Transition {}

  /// A close reported for an order that was closed otherwise.
  record AlreadyClosed() implements Transition {}

  /// What can be unusual about a trade.
  enum Anomaly {
    /// More was executed than was open: the venue did more than was authorized.
    OVERFILL,
    /// The order's reservation had been released before.
    LATE_FILL,
    /// The order was never authorized.
    FILL_OF_BLOCKED_ORDER,
    /// The execution has a price of zero.
    ZERO_PRICE,
    /// A trade of a filled order was cancelled: the order stays closed, with nothing reserved for
    /// what the venue executes of it again.
    NOT_REOPENED
  }
}
