package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Days that one statement reads. A statement over the whole journal would lock every partition and
/// each of its indexes, thousands after some years.
///
/// @param from the first day; null for all days before the end
/// @param below the day after the last; null for all days from the start on
record JournalSpan(@Nullable LocalDate from, @Nullable LocalDate below) {

  static final JournalSpan ALL = new JournalSpan(null, null);

  // Covers the partitions made ahead and about a week of rows.
  private static final int NEWEST_DAYS = 16;
  private static final int DAYS_MAX = 64;

  /// A condition with the days as literals, so that the planner skips the other partitions.
  String sql() {
    return (from == null ? "true" : "day >= '" + from + "'")
        + (below == null ? "" : " and day < '" + below + "'");
  }

  /// Spans that cover the whole journal, newest first.
  static List<JournalSpan> newestFirst(Connection connection) throws SQLException {
    SortedMap<LocalDate, ?> days = JournalPartitions.all(connection);
    if (days.isEmpty()) {
      return List.of(ALL);
    }
    var spans = new ArrayList<JournalSpan>();
    LocalDate below = null;
    LocalDate from = days.lastKey().minusDays(NEWEST_DAYS);
    for (int width = NEWEST_DAYS;
        from.isAfter(days.firstKey());
        width = Math.min(2 * width, DAYS_MAX)) {
      spans.add(new JournalSpan(from, below));
      below = from;
      from = from.minusDays(Math.min(2 * width, DAYS_MAX));
    }
    spans.add(new JournalSpan(null, below));
    return spans;
  }

  /// The part of this span from a day on and before another; null when there is none.
  ///
  /// @param first null for no bound
  /// @param end null for no bound
  @Nullable JournalSpan between(@Nullable LocalDate first, @Nullable LocalDate end) {
    LocalDate later = from == null || first != null && first.isAfter(from) ? first : from;
    LocalDate earlier = below == null || end != null && end.isBefore(below) ? end : below;
    return later != null && earlier != null && !later.isBefore(earlier)
        ? null
        : new JournalSpan(later, earlier);
  }
}
