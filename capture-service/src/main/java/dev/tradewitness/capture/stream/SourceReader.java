package dev.tradewitness.capture.stream;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads how far numbered sources are stored, and what is missing of them.
public final class SourceReader {

  private final JdbcClient database;

  SourceReader(JdbcClient database) {
    this.database = database;
  }

  /// How far one lane is stored.
  ///
  /// @param number the highest that is stored
  /// @param cursor what the source itself calls that place; null where it is the number
  /// @param storedAt when it was
  /// @param gaps how many gaps were found in it
  public record Lane(
      String source,
      String lane,
      long number,
      @Nullable String cursor,
      Instant storedAt,
      long gaps) {}

  /// Numbers that were never stored and can no longer be read.
  ///
  /// @param gapId grows; for paging
  /// @param eventId of the `ERR_SYNC` event
  public record Gap(
      long gapId,
      String source,
      String lane,
      long first,
      long last,
      UUID eventId,
      Instant foundAt) {}

  /// Lanes in the order of source and name.
  ///
  /// @param afterSource with `afterLane`: lanes behind that one only; both empty for all
  public List<Lane> lanes(String afterSource, String afterLane, int limit) {
    return database
        .sql(
            """
            select p.source, p.lane, p.number, p.cursor, p.stored_at,
              (select count(*) from source_gap g where g.source = p.source and g.lane = p.lane)
            from source_position p where (p.source, p.lane) > (?, ?)
            order by p.source, p.lane limit ?
            """)
        .params(afterSource, afterLane, limit)
        .query((row, _) ->
            new Lane(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getLong(6)))
        .list();
  }

  /// The highest number of a lane that is stored; empty when nothing of it is.
  public Optional<Long> number(String source, String lane) {
    return database
        .sql("select number from source_position where source = ? and lane = ?")
        .params(source, lane)
        .query(Long.class)
        .optional();
  }

  /// Where one lane is stored up to.
  ///
  /// @param cursor what the source calls the place
  public record Place(String lane, long number, String cursor) {}

  /// The place of the lane in which something was stored last, of a source that has a cursor; empty
  /// when nothing of it is stored.
  ///
  /// @param lanes how the lane's name begins
  public Optional<Place> place(String source, String lanes) {
    return database
        .sql(
            """
            select lane, number, cursor from source_position
            where source = ? and starts_with(lane, ?) and cursor is not null
            order by stored_at desc, lane desc limit 1
            """)
        .params(source, lanes)
        .query((row, _) -> new Place(row.getString(1), row.getLong(2), row.getString(3)))
        .optional();
  }

  /// Gaps of one source, in the order in which they were found.
  ///
  /// @param after a gap's id; 0 for all
  public List<Gap> gaps(String source, long after, int limit) {
    return database
        .sql(
            """
            select gap_id, source, lane, first, last, event_id, found_at
            from source_gap where source = ? and gap_id > ? order by gap_id limit ?
            """)
        .params(source, after, limit)
        .query((row, _) ->
            new Gap(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getObject(6, UUID.class),
                row.getObject(7, OffsetDateTime.class).toInstant()))
        .list();
  }
}
