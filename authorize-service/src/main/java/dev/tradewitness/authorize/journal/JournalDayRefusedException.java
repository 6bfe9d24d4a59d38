package dev.tradewitness.authorize.journal;

import java.sql.SQLException;
import java.time.LocalDate;

/// A row's day is too far from the database's date: one of the two clocks is wrong. Nothing of the
/// row's group was written.
final class JournalDayRefusedException extends SQLException {

  private static final long serialVersionUID = 1L;

  /// @param today the database's date in UTC
  JournalDayRefusedException(LocalDate day, LocalDate today) {
    super(
        "a row of %s is not written on %s, the database's date: compare the clocks"
            .formatted(day, today));
  }
}
