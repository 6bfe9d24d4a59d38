package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.Transition.Note;
import java.util.List;

/// What became of a report about an order.
public sealed interface ReportAnswer {

  /// It counts, durably.
  record Applied(OrderState after, List<Note> notes) implements ReportAnswer {}

  /// It was recorded before; nothing changed.
  record Duplicate(OrderState state) implements ReportAnswer {}

  /// The order had ended otherwise before; nothing changed.
  record AlreadyEnded(OrderState state) implements ReportAnswer {}

  /// No order of this id was ever decided here.
  record UnknownOrder() implements ReportAnswer {}

  /// Several accounts have an order of this id, and the report names none.
  record AmbiguousOrder() implements ReportAnswer {}

  /// The order has as many executions as are counted for one; nothing changed.
  record TooManyExecutions() implements ReportAnswer {}

  /// It cannot be recorded durably now.
  record Unavailable(Answer.Unavailable why) implements ReportAnswer {}
}
