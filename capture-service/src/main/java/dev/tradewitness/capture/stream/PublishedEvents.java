package dev.tradewitness.capture.stream;

import org.jspecify.annotations.Nullable;

/// What was given out before and is remembered outside the database. A database that was put back
/// to an older state has forgotten numbers that others know: it must not give them out again.
public interface PublishedEvents {

  /// How far the comparison is.
  enum State {
    /// Not compared: the database does not answer, or the comparison is under way.
    WAITING,
    /// Not compared: Kafka does not answer.
    KAFKA_AWAY,
    /// All that was published is in the database.
    COMPARED,
    /// Something that was published is not in the database and cannot be put back. Nothing is
    /// numbered until a person decides.
    CONTRADICTED
  }

  /// @param putBack events that the database had forgotten and has again
  /// @param detail the cause, or what was put back; null when there is nothing to say
  record Standing(State state, long putBack, @Nullable String detail) {}

  /// Compares what was published with the database, and puts back what is missing.
  ///
  /// @return whether events may be numbered
  boolean compare();

  /// Called when the database is no longer known to be the one that was compared.
  void forget();

  /// Whether the database was found to be older so short a time ago that somebody should look.
  boolean isAlerting();

  /// The latest outcome.
  Standing standing();
}
