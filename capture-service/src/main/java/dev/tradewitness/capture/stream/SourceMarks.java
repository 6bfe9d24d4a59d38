package dev.tradewitness.capture.stream;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The marks of one group, gathered and written. For one transaction.
final class SourceMarks {

  private record Lane(String source, String name) {}

  private record FoundGap(SourceMark.Gap gap, UUID eventId) {}

  /// @param cursor null: as it was
  private record Place(long number, @Nullable String cursor) {

    Place max(Place other) {
      return other.number > number ? other.orCursorOf(this) : orCursorOf(other);
    }

    private Place orCursorOf(Place other) {
      return cursor != null ? this : new Place(number, other.cursor);
    }
  }

  private final Map<Lane, Place> positions = new HashMap<>();
  private final List<FoundGap> gaps = new ArrayList<>();

  /// @param entry an event that is stored, now or before
  void add(StreamEntry entry) {
    switch (entry.mark()) {
      case null -> {}
      case SourceMark.Position(String source, String lane, long number, String cursor) ->
          reach(source, lane, new Place(number, cursor));
      case SourceMark.Gap gap -> {
        gaps.add(new FoundGap(gap, entry.event().id().value()));
        reach(gap.source(), gap.lane(), new Place(gap.last(), null));
      }
    }
  }

  private void reach(String source, String lane, Place place) {
    positions.merge(new Lane(source, lane), place, Place::max);
  }

  boolean isEmpty() {
    return positions.isEmpty();
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
    List<Place> places = lanes.stream().map(positions::get).map(Objects::requireNonNull).toList();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into source_position as p (source, lane, number, cursor)
            select * from unnest(?::text[], ?::text[], ?::bigint[], ?::text[])
            on conflict (source, lane) do update
            set number = excluded.number, cursor = coalesce(excluded.cursor, p.cursor),
              stored_at = now()
            where p.number < excluded.number
            """)) {
      statement.setArray(
          1, connection.createArrayOf("text", lanes.stream().map(Lane::source).toArray()));
      statement.setArray(
          2, connection.createArrayOf("text", lanes.stream().map(Lane::name).toArray()));
      statement.setArray(
          3, connection.createArrayOf("int8", places.stream().map(Place::number).toArray()));
      statement.setArray(
          4, connection.createArrayOf("text", places.stream().map(Place::cursor).toArray()));
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
