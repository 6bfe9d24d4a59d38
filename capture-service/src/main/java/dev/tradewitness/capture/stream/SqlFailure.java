package dev.tradewitness.capture.stream;

import java.sql.SQLException;

/// What a failed transaction means for its events, by SQLSTATE (PostgreSQL appendix A).
enum SqlFailure {
  /// Serialisation failure, deadlock, lock timeout: nothing is wrong with the events or the
  /// database.
  CONTENTION,
  /// The database is away, shutting down, full, in disorder, or does not answer.
  DATABASE,
  /// The database does not take the values of one event.
  EVENT;

  static SqlFailure of(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() != 5) {
      return DATABASE;
    }
    return switch (state.substring(0, 2)) {
      case "40" -> CONTENTION;
      case "55" -> state.equals("55P03") ? CONTENTION : DATABASE;
      // Not class 23: no event can violate a constraint, only a table that was tampered with.
      case "22", "54" -> EVENT;
      default -> DATABASE;
    };
  }

  boolean worthAnotherAttempt() {
    return this == CONTENTION;
  }
}
