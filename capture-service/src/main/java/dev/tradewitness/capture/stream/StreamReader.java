package dev.tradewitness.capture.stream;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads streams back, in order. What it sees of a stream is always all of its beginning: heads
/// only move in the transaction that stores the events below them.
public final class StreamReader {

  private final JdbcClient database;

  StreamReader(JdbcClient database) {
    this.database = database;
  }

  /// @param head the next sequence
  /// @param relayed how far it is known to have been sent on; may lag behind
  public record Stream(
      String policyId, long head, long relayed, String conformanceTier, String signing) {}

  /// Streams that hold an event, in the order of their names.
  ///
  /// @param after names behind it only; null for all
  public List<Stream> streams(@Nullable String after, int limit) {
    return database
        .sql(
            """
            select s.policy_id, s.head, coalesce(r.relayed, 0) as relayed, s.conformance_tier, s.signing
            from stream s left join relay_position r using (stream_id)
            where s.head > 0 and s.policy_id > ?
            order by s.policy_id limit ?
            """)
        .param(after == null ? "" : after)
        .param(limit)
        .query((row, _) ->
            new Stream(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5)))
        .list();
  }

  /// How many events all streams hold together.
  public long eventsStored() {
    return database
        .sql("select coalesce(sum(head), 0)::bigint from stream")
        .query(Long.class)
        .single();
  }

  /// The next sequence of a stream, or empty when there is no such stream.
  public Optional<Long> head(String policyId) {
    return database
        .sql("select head from stream where policy_id = ? and head > 0")
        .param(policyId)
        .query(Long.class)
        .optional();
  }

  /// Events of one stream from a sequence on, without gaps. Fewer than `limit` when they are long,
  /// none only when there is none: see [EventRows#page].
  public List<StoredEvent> range(String policyId, long from, int limit) {
    return database
        .sql(
            EventRows.page(
                """
                 and e.stream_id = (select stream_id from stream where policy_id = ?)
                 and e.sequence >= ?\
                """,
                "e.sequence",
                limit))
        .param(policyId)
        .param(from)
        .query((row, n) -> EventRows.read(row))
        .list();
  }

  /// The first events of several streams from a sequence each on, stream by stream, without gaps
  /// within a stream. Fewer when they are long: see [EventRows#PAGE_BYTES_MAX].
  ///
  /// @param limit of each stream
  public List<StoredEvent> ranges(List<String> policyIds, List<Long> from, int limit) {
    return database
        .sql(EventRows.ranges(limit))
        .param(policyIds.toArray(String[]::new))
        .param(from.toArray(Long[]::new))
        .query((row, n) -> EventRows.read(row))
        .list();
  }

  /// One event by its id.
  public Optional<StoredEvent> event(UUID eventId) {
    return database
        .sql(
            "select "
                + EventRows.COLUMNS
                + " from event e join stream s using (stream_id) where e.event_id = ?")
        .param(eventId)
        .query((row, n) -> EventRows.read(row))
        .optional();
  }
}
