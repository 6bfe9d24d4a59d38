package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The logs in PostgreSQL. The only type here that knows the database; every writing method runs
/// inside the caller's transaction.
final class LogStore {

  private static final String HEAD =
      """
      SELECT log_no, policy_id, conformance_tier, tree_no, size, frontier,
             open_tree_no, open_first, open_frontier, open_first_event_at, opened_at,
             state, state_detail, state_since, awaited_to, conflict_sequence
      FROM stream_log
      """;

  private final JdbcClient jdbc;

  LogStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Makes logs that are not there yet; an existing one is left alone.
  void create(Map<PolicyId, Tier> logs) {
    jdbc.sql(
            """
            INSERT INTO stream_log (policy_id, conformance_tier)
            SELECT policy_id, tier FROM unnest(?::text[], ?::text[]) AS new (policy_id, tier)
            ORDER BY policy_id
            ON CONFLICT (policy_id) DO NOTHING
            """)
        .param(logs.keySet().stream().map(PolicyId::value).toArray(String[]::new))
        .param(logs.values().stream().map(Tier::name).toArray(String[]::new))
        .update();
  }

  /// Locks heads in policy order until the transaction ends: the one order everybody uses.
  List<LogHead> lock(Collection<PolicyId> policyIds) {
    return jdbc.sql(HEAD + "WHERE policy_id = ANY (?) ORDER BY policy_id FOR UPDATE")
        .param(policyIds.stream().map(PolicyId::value).toArray(String[]::new))
        .query(LogStore::head)
        .list();
  }

  Optional<LogHead> find(PolicyId policyId) {
    return jdbc.sql(HEAD + "WHERE policy_id = ?")
        .param(policyId.value())
        .query(LogStore::head)
        .optional();
  }

  List<LogHead> all() {
    return jdbc.sql(HEAD + "ORDER BY policy_id").query(LogStore::head).list();
  }

  List<LogHead> notOpen() {
    return jdbc.sql(HEAD + "WHERE state <> 'OPEN' ORDER BY policy_id").query(LogStore::head).list();
  }

  Map<LogState, Long> countsByState() {
    var counts = new EnumMap<LogState, Long>(LogState.class);
    jdbc.sql("SELECT state, count(*) FROM stream_log GROUP BY state")
        .query(row -> {
          counts.put(LogState.valueOf(row.getString(1)), row.getLong(2));
        });
    return counts;
  }

  void save(LogHead head) {
    jdbc.sql(
            """
            UPDATE stream_log
            SET conformance_tier = ?, size = ?, frontier = ?, open_tree_no = ?, open_first = ?,
                open_frontier = ?, open_first_event_at = ?, opened_at = ?, state = ?,
                state_detail = ?, state_since = ?, awaited_to = ?, conflict_sequence = ?
            WHERE log_no = ?
            """)
        .params(
            head.tier().name(),
            head.size(),
            CompleteTile.concat(head.peaks()),
            head.open().treeNo(),
            head.open().first(),
            CompleteTile.concat(head.open().peaks()))
        .param(timestamp(head.open().firstEventAt()))
        .param(timestamp(head.open().openedAt()))
        .params(
            head.standing().state().name(),
            head.standing().detail(),
            Timestamp.from(head.standing().since()),
            head.standing().awaitedTo(),
            head.standing().conflictSequence(),
            head.logNo())
        .update();
  }

  long nextTreeNo() {
    return jdbc.sql("SELECT nextval('tree_no')").query(Long.class).single();
  }

  void insertLeaves(int logNo, List<Leaf> leaves) {
    int count = leaves.size();
    long[] sequences = new long[count];
    long[] receivedAt = new long[count];
    String[] ids = new String[count];
    byte[][] hashes = new byte[count][];
    for (int i = 0; i < count; i++) {
      Leaf leaf = leaves.get(i);
      sequences[i] = leaf.sequence();
      receivedAt[i] = leaf.receivedAtMicros();
      ids[i] = leaf.eventId().toString();
      hashes[i] = leaf.eventHash().bytes();
    }
    jdbc.sql(
            """
            INSERT INTO leaf (log_no, sequence, received_at, event_id, event_hash)
            SELECT ?, sequence, received_at, event_id, event_hash
            FROM unnest(?::bigint[], ?::bigint[], ?::uuid[], ?::bytea[])
              AS new (sequence, received_at, event_id, event_hash)
            """)
        .params(logNo, sequences, receivedAt, ids, hashes)
        .update();
  }

  void insertTiles(long treeNo, List<CompleteTile> tiles) {
    for (CompleteTile tile : tiles) {
      jdbc.sql("INSERT INTO tile (tree_no, level, tile_index, root, hashes) VALUES (?, ?, ?, ?, ?)")
          .params(
              treeNo,
              tile.level(),
              tile.index(),
              tile.root().bytes(),
              CompleteTile.concat(tile.hashes()))
          .update();
    }
  }

  /// Event hashes that the log has at these sequences.
  Map<Long, Hash> eventHashes(int logNo, Collection<Long> sequences) {
    var hashes = new HashMap<Long, Hash>();
    jdbc.sql("SELECT sequence, event_hash FROM leaf WHERE log_no = ? AND sequence = ANY (?)")
        .params(logNo, sequences.stream().mapToLong(Long::longValue).toArray())
        .query(row -> {
          hashes.put(row.getLong(1), new Hash(row.getBytes(2)));
        });
    return hashes;
  }

  /// Leaves `[from, to)` in order.
  List<Leaf> leaves(int logNo, long from, long to) {
    return jdbc.sql(
            """
            SELECT sequence, event_id, event_hash, received_at FROM leaf
            WHERE log_no = ? AND sequence >= ? AND sequence < ? ORDER BY sequence
            """)
        .params(logNo, from, to)
        .query((row, n) -> leaf(row))
        .list();
  }

  List<Hash> tileRoots(long treeNo, int level, long from, long to) {
    return jdbc.sql(
            """
            SELECT root FROM tile
            WHERE tree_no = ? AND level = ? AND tile_index >= ? AND tile_index < ?
            ORDER BY tile_index
            """)
        .params(treeNo, level, from, to)
        .query((row, n) -> new Hash(row.getBytes(1)))
        .list();
  }

  /// Those of the tiles that are complete.
  Map<TileId, List<Hash>> tiles(long treeNo, Collection<TileId> ids) {
    var tiles = new HashMap<TileId, List<Hash>>();
    jdbc.sql(
            """
            SELECT level, tile_index, hashes FROM tile
            JOIN unnest(?::smallint[], ?::bigint[]) AS wanted (level, tile_index)
              USING (level, tile_index)
            WHERE tree_no = ?
            """)
        .params(
            ids.stream().mapToInt(TileId::level).toArray(),
            ids.stream().mapToLong(TileId::index).toArray(),
            treeNo)
        .query(row -> {
          tiles.put(new TileId(row.getInt(1), row.getLong(2)), CompleteTile.split(row.getBytes(3)));
        });
    return tiles;
  }

  List<LocatedLeaf> byEventId(java.util.UUID eventId) {
    return located("leaf.event_id = ?", eventId);
  }

  List<LocatedLeaf> byEventHash(Hash eventHash) {
    return located("leaf.event_hash = ?", eventHash.bytes());
  }

  private List<LocatedLeaf> located(String condition, Object value) {
    return jdbc.sql(
            """
            SELECT sequence, event_id, event_hash, received_at, policy_id
            FROM leaf JOIN stream_log USING (log_no)
            WHERE %s ORDER BY policy_id, sequence LIMIT 100
            """
                .formatted(condition))
        .param(value)
        .query((row, n) -> new LocatedLeaf(new PolicyId(row.getString("policy_id")), leaf(row)))
        .list();
  }

  private static Leaf leaf(ResultSet row) throws SQLException {
    return Leaf.of(
        row.getLong("sequence"),
        row.getObject("event_id", java.util.UUID.class),
        new Hash(row.getBytes("event_hash")),
        row.getLong("received_at"));
  }

  private static LogHead head(ResultSet row, int n) throws SQLException {
    return new LogHead(
        row.getInt("log_no"),
        new PolicyId(row.getString("policy_id")),
        Tier.valueOf(row.getString("conformance_tier")),
        row.getLong("tree_no"),
        row.getLong("size"),
        CompleteTile.split(row.getBytes("frontier")),
        new OpenRange(
            row.getLong("open_tree_no"),
            row.getLong("open_first"),
            CompleteTile.split(row.getBytes("open_frontier")),
            instant(row.getTimestamp("open_first_event_at")),
            instant(row.getTimestamp("opened_at"))),
        new Standing(
            LogState.valueOf(row.getString("state")),
            row.getString("state_detail"),
            row.getTimestamp("state_since").toInstant(),
            row.getLong("awaited_to"),
            row.getLong("conflict_sequence")));
  }

  private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }
}
