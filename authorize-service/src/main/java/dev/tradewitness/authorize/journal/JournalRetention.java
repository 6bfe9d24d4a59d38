package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.Period;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says which days of the journal nobody needs any more.
///
/// A day may go when the retention has passed it and when, in every lane, all its rows are in the
/// lane's snapshot, all its decisions are in Kafka, and the lane's oldest open order was decided
/// later. Days go oldest first, so the journal has no holes.
final class JournalRetention {

  /// Why a day stays.
  enum Floor {
    RETENTION,
    SNAPSHOT,
    OPEN_ORDER,
    RELAY
  }

  private final @Nullable Period retention;

  /// @param retention how long rows are kept; null for ever
  JournalRetention(@Nullable Period retention) {
    this.retention = retention;
  }

  /// Drops every day that may go.
  ///
  /// @param connection in auto-commit and without a time limit
  /// @return how many days were dropped
  int dropPassed(Connection connection, LocalDate today) throws SQLException {
    int dropped = JournalPartitions.dropDetached(connection);
    for (Map.Entry<LocalDate, JournalPartitions.Standing> partition :
        JournalPartitions.all(connection).entrySet()) {
      // One that is being detached had passed every floor before.
      if (!partition.getValue().detaching()
          && keptBy(connection, partition.getKey(), today).isPresent()) {
        return dropped;
      }
      JournalPartitions.drop(connection, partition.getKey(), partition.getValue());
      dropped++;
    }
    return dropped;
  }

  /// What keeps a day; empty when it may go.
  Optional<Floor> keptBy(Connection connection, LocalDate day, LocalDate today)
      throws SQLException {
    if (retention == null || !day.isBefore(today.minus(retention))) {
      return Optional.of(Floor.RETENTION);
    }
    try (PreparedStatement select = connection.prepareStatement(floors(day));
        ResultSet rs = select.executeQuery()) {
      rs.next();
      return rs.getBoolean(1)
          ? Optional.of(Floor.SNAPSHOT)
          : rs.getBoolean(2)
              ? Optional.of(Floor.OPEN_ORDER)
              : rs.getBoolean(3) ? Optional.of(Floor.RELAY) : Optional.empty();
    }
  }

  private static String floors(LocalDate day) {
    return """
    select coalesce(bool_or(last.row >= coalesce(s.sequence, 0)), false),
      coalesce(bool_or(last.row >= s.first_open), false),
      coalesce(bool_or(last.decision >= coalesce(c.sequence, 0)), false)
    from lane_lease l
    cross join lateral (
      select
        (select max(sequence) from journal where lane = l.lane and day = '%1$s') as row,
        (select max(sequence) from journal
          where lane = l.lane and day = '%1$s' and kind = '%2$s') as decision
    ) last
    left join snapshot s on s.lane = l.lane
    left join relay_cursor c on c.lane = l.lane\
    """
        .formatted(day, JournalInsert.DECISION);
  }
}
