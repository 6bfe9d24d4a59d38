package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.EventDocument;
import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.HashProfile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/// Reads rows of table `event` joined with their `stream`.
public final class EventRows {

  /// Columns for [#read]; `e` is the event, `s` its stream.
  public static final String COLUMNS =
      """
      s.policy_id, e.sequence, e.event_id, e.id_assigned, e.conformance_tier, e.document, e.event_hash,
      e.hash_profile, e.carries_reserved, e.signature, e.signing_key_id, e.received_at, e.clock_status,
      e.source, e.trace_id, e.warnings,
      (select f.digest from sources_file f where f.sources_id = e.sources_id) as sources_digest\
      """;

  /// Reads of several events stop before the row at which the documents above it reach this: memory
  /// must not depend on how long events are.
  public static final int PAGE_BYTES_MAX = 1024 * 1024;

  private EventRows() {}

  /// Selects [#COLUMNS] of at most `limit` rows, and of fewer when their documents are long; of one
  /// at least, if there is one. The length of a document is known without reading it.
  ///
  /// @param conditions on `e`, each with its `and`
  /// @param order columns of `e`
  public static String page(String conditions, String order, int limit) {
    return """
    select %1$s
    from (
      select e.*,
        sum(octet_length(e.document)) over (order by %3$s rows unbounded preceding)
          - octet_length(e.document) as bytes_before
      from event e where true%2$s
      order by %3$s limit %4$d
    ) e join stream s using (stream_id)
    where e.bytes_before < %5$d
    order by %3$s
    """
        .formatted(COLUMNS, conditions, order, limit, PAGE_BYTES_MAX);
  }

  /// Selects [#COLUMNS] of the first rows of several streams, in the order in which they are asked
  /// for, of fewer when their documents are long; of one at least, if there is one. Parameters are
  /// an array of policy ids and one of sequences.
  ///
  /// @param limit of each stream
  static String ranges(int limit) {
    return """
    select %1$s
    from (
      select o.*, n.place, sum(octet_length(o.document)) over (order by n.place, o.sequence)
          - octet_length(o.document) as bytes_before
      from unnest(?::text[], ?::bigint[]) with ordinality as n(policy_id, sequence, place)
      join stream w on w.policy_id = n.policy_id
      cross join lateral (
        select * from event f where f.stream_id = w.stream_id and f.sequence >= n.sequence
        order by f.sequence limit %2$d) o
    ) e join stream s using (stream_id)
    where e.bytes_before < %3$d
    order by e.place, e.sequence
    """
        .formatted(COLUMNS, limit, PAGE_BYTES_MAX);
  }

  /// Whether a page may have ended for its bytes, so that more can follow.
  public static boolean isFull(List<StoredEvent> page) {
    return page.stream().mapToLong(event -> event.document().bytes().length).sum()
        >= PAGE_BYTES_MAX;
  }

  public static StoredEvent read(ResultSet row) throws SQLException {
    byte[] signature = row.getBytes("signature");
    byte[] sources = row.getBytes("sources_digest");
    ClockStatus clock = ClockStatus.named(row.getString("clock_status"));
    Tier tier = Tier.named(row.getString("conformance_tier"));
    return new StoredEvent(
        new StreamPosition(row.getString("policy_id"), row.getLong("sequence")),
        new EventId(row.getObject("event_id", UUID.class), row.getBoolean("id_assigned")),
        tier == null ? Tier.SILVER : tier,
        new EventDocument(
            row.getBytes("document"),
            new Hash(row.getBytes("event_hash")),
            profile(row.getShort("hash_profile")),
            row.getBoolean("carries_reserved")),
        signature == null ? null : new EventSignature(signature, row.getString("signing_key_id")),
        new Reception(
            row.getObject("received_at", OffsetDateTime.class).toInstant(),
            clock == null ? ClockStatus.UNRELIABLE : clock,
            row.getString("source"),
            row.getObject("trace_id", UUID.class),
            sources == null ? null : new Hash(sources)),
        Warning.ofStored(row.getString("warnings")));
  }

  static short profileCode(HashProfile profile) {
    return switch (profile) {
      case VCP_IMPL_1_1 -> 0;
      case VCP_SPEC_6_1_1 -> 1;
    };
  }

  private static HashProfile profile(short code) {
    return switch (code) {
      case 0 -> HashProfile.VCP_IMPL_1_1;
      case 1 -> HashProfile.VCP_SPEC_6_1_1;
      default -> throw new IllegalStateException("no hash profile has code " + code);
    };
  }
}
