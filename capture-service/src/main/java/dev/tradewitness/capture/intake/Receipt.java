package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.common.wire.Violation;
import java.time.Duration;
import java.util.List;

/// What a door is told about one event.
public sealed interface Receipt {

  /// Durable, with its number.
  record Accepted(StoredEvent event) implements Receipt {}

  /// The same event is there already; these are its values of the first time.
  record Duplicate(StoredEvent first) implements Receipt {}

  /// Another event has this id; the new one was not stored.
  record IdReused(StoredEvent first) implements Receipt {}

  /// On the disk of this instance, and in its stream once the database answers; it has no number
  /// yet.
  record Spooled(TradingEvent event, Reception reception) implements Receipt {}

  /// Not an event; nothing was stored.
  ///
  /// @param violations at least one
  record Refused(List<Violation> violations) implements Receipt {}

  /// No room or no time. An event that was already queued may still be stored: sent again, it is a
  /// duplicate then.
  record Overloaded(Duration retryAfter) implements Receipt {}

  /// The database is away, or went away before it confirmed. The event may be stored: sent again,
  /// it is a duplicate then.
  record Unavailable(String reason, Duration retryAfter) implements Receipt {}
}
