package dev.tradewitness.capture.stream;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The marks of one group, gathered and written. For one transaction.
final class SourceMarks {

  private record Lane(String source, String name) {}

  private record FoundGap(SourceMark.Gap gap, UUID eventId) {}

  private final Map<Lane, Long> positions = new HashMap<>();
  private final List<FoundGap> gaps = new ArrayList<>();

  /// @param entry an event that is stored, now or before
  void add(StreamEntry entry) {
    switch (entry.mark()) {
      case null -> {}
      case SourceMark.Position(String source, String lane, long number) ->
          positions.merge(new Lane(source, lane), number, Math::max);
      case SourceMark.Gap gap -> gaps.add(new FoundGap(gap, entry.event().id().value()));
    }
  }

  boolean isEmpty() {
    return positions.isEmpty() && gaps.isEmpty();
  }

  void write(Connection connection) throws SQLException {
    if (!positions.isEmpty()) {
      writePositions(connection);
    }
    if (!gaps.isEmpty()) {
      writeGaps(connection);
    }
  }

  private void writePositions(Connection connection) throws SQLException {
    // In one order for all committers, so that none waits for another in a circle.
    List<Lane> lanes =
        positions.keySet().stream()
            .sorted(Comparator.comparing(Lane::source).thenComparing(Lane::name))
            .toList();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into source_position as p (source, lane, number)
            select * from unnest(?::text[], ?::text[], ?::bigint[])
            on conflict (source, lane) do update
            set number = excluded.number, stored_at = now()
            where p.number < excluded.number
            """)) {
      statement.setArray(
          1, connection.createArrayOf("text", lanes.stream().map(Lane::source).toArray()));
      statement.setArray(
          2, connection.createArrayOf("text", lanes.stream().map(Lane::name).toArray()));
      statement.setArray(
          3, connection.createArrayOf("int8", lanes.stream().map(positions::get).toArray()));
      statement.executeUpdate();
    }
  }

  private void writeGaps(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into source_gap (source, lane, first, last, event_id) values (?, ?, ?, ?, ?)
            on conflict (event_id) do nothing
            """)) {
      for (FoundGap found : gaps) {
        statement.setString(1, found.gap.source());
        statement.setString(2, found.gap.lane());
        statement.setLong(3, found.gap.first());
        statement.setLong(4, found.gap.last());
        statement.setObject(5, found.eventId);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}
