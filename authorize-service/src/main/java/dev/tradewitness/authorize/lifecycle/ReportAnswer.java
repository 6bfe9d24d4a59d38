package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.Transition.Anomaly;
import java.util.List;

/// The answer to an execution report.
public sealed interface ReportAnswer {

  /// It counts, durably.
  record Applied(OrderState after, List<Anomaly> anomalies) implements ReportAnswer {}

  /// It was recorded before; nothing changed.
  record Duplicate(OrderState state) implements ReportAnswer {}

  /// The execution's id was recorded before with another quantity or price; nothing changed.
  record Conflict() implements ReportAnswer {}

  /// The report refers to an execution that the order does not have; nothing changed.
  record UnknownExecution() implements ReportAnswer {}

  /// The report refers to an execution that was cancelled or corrected before; nothing changed.
  record ExecutionCancelled() implements ReportAnswer {}

  /// The order was closed otherwise before; nothing changed.
  record AlreadyClosed(OrderState state) implements ReportAnswer {}

  /// The report names another symbol than the order has; nothing changed.
  record SymbolMismatch() implements ReportAnswer {}

  /// The report names the other side than the order has; nothing changed.
  record SideMismatch() implements ReportAnswer {}

  /// No order of this id was decided here.
  record UnknownOrder() implements ReportAnswer {}

  /// Several accounts have an order of this id, and the report names none.
  record AmbiguousOrder() implements ReportAnswer {}

  /// The order has as many executions as are counted for one; nothing changed.
  record TooManyExecutions() implements ReportAnswer {}

  /// It cannot be recorded durably now.
  record Unavailable(Answer.Unavailable why) implements ReportAnswer {}
}
