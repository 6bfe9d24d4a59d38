package dev.tradewitness.capture.stream;

/// What became of one event.
public sealed interface StreamOutcome {

  /// Durable, with its number.
  record Committed(StoredEvent event) implements StreamOutcome {}

  /// The same event was there before; nothing was written.
  record AlreadyStored(StoredEvent first) implements StreamOutcome {}

  /// Another event has this id; nothing was written.
  record IdReused(StoredEvent first) implements StreamOutcome {}

  /// On the disk of this instance, behind all that is older; it has no number yet.
  record Spooled() implements StreamOutcome {}

  /// Not known to be stored: the database did not answer, or not in time.
  record NotStored(String reason) implements StreamOutcome {}

  /// Not stored, and it would not be the next time either: the database answers, and does not take
  /// this event.
  record NotTaken(String reason) implements StreamOutcome {}
}
