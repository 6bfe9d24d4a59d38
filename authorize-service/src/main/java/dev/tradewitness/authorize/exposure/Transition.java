package dev.tradewitness.authorize.exposure;

import java.util.List;

/// What an event does to an order.
public sealed interface Transition {

  /// The event counts. The notes say what is odd about it; the fact is recorded all the same.
  record Applied(OrderState after, List<Note> notes) implements Transition {}

  /// The same execution or the same end was recorded before.
  record Duplicate() implements Transition {}

  /// An end that is reported for an order that already ended otherwise.
  record AlreadyEnded() implements Transition {}

  /// What can be odd about a fill.
  enum Note {
    /// More was filled than was open: the venue did more than was authorized.
    OVERFILL,
    /// The order's reservation had been given back before.
    LATE_FILL,
    /// The order was never authorized.
    FILL_OF_BLOCKED_ORDER
  }
}
