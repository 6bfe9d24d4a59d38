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
             state, state_detail, state_since, awaited_to, conflict_sequence, common_size,
             accepted_size
      FROM stream_log
      """;

  private final JdbcClient jdbc;
  private final String host;

  /// @param host first part of the origin of every log
  LogStore(JdbcClient jdbc, String host) {
    this.jdbc = jdbc;
    this.host = host;
  }

  /// Names logs that were never signed and have no origin yet.
  void nameUnnamed() {
    jdbc.sql("UPDATE stream_log SET origin = ? || '/' || policy_id WHERE origin IS NULL")
        .param(host)
        .update();
  }

  /// The origin of a log that was made under another host than this one.
  Optional<String> foreignOrigin() {
    return jdbc.sql(
            "SELECT origin FROM stream_log WHERE origin <> ? || '/' || policy_id ORDER BY log_no LIMIT 1")
        .param(host)
        .query((row, n) -> row.getString(1))
        .optional();
  }

  /// Makes the log of a stream that capture has; an existing one is left alone.
  void create(PolicyId policyId, Tier tier) {
    jdbc.sql(
            """
            INSERT INTO stream_log (policy_id, conformance_tier, origin) VALUES (?, ?, ? || '/' || ?)
            ON CONFLICT (policy_id) DO NOTHING
            """)
        .params(policyId.value(), tier.name(), host, policyId.value())
        .update();
  }

  /// Makes logs of streams that only messages name, as long as there are fewer than `max`; an
  /// existing one is left alone. What tier a message names is anybody's word.
  void createUnknown(Collection<PolicyId> policyIds, int max) {
    jdbc.sql(
            """
            INSERT INTO stream_log (policy_id, conformance_tier, origin, state, state_detail)
            SELECT policy_id, ?, ? || '/' || policy_id, 'UNKNOWN', 'capture has not named this stream'
            FROM unnest(?::text[]) AS new (policy_id)
            WHERE NOT EXISTS (SELECT FROM stream_log AS known WHERE known.policy_id = new.policy_id)
            ORDER BY policy_id
            LIMIT greatest(0, ? - (SELECT count(*) FROM stream_log WHERE state = 'UNKNOWN'))
            ON CONFLICT (policy_id) DO NOTHING
            """)
        .params(Tier.SILVER.name(), host)
        .param(policyIds.stream().map(PolicyId::value).toArray(String[]::new))
        .param(max)
        .update();
  }

  /// Removes a log without leaves.
  boolean delete(int logNo) {
    return jdbc.sql("DELETE FROM stream_log WHERE log_no = ? AND size = 0").param(logNo).update()
        == 1;
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
                state_detail = ?, state_since = ?, awaited_to = ?, conflict_sequence = ?,
                common_size = ?, accepted_size = ?
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
            head.standing().commonSize(),
            head.standing().acceptedSize(),
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

  /// @return false when it was there
  boolean insertContradiction(
      int logNo, Contradiction contradiction, boolean byCapture, Instant foundAt) {
    Leaf claim = contradiction.claim();
    Hash held = contradiction.held();
    return jdbc.sql(
                """
                INSERT INTO contradiction (log_no, sequence, held_hash, claimed_hash, event_id,
                  received_at, claimed_by, found_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (log_no, sequence, claimed_hash) DO NOTHING
                """)
            .params(logNo, claim.sequence())
            .param(held == null ? null : held.bytes())
            .params(
                claim.eventHash().bytes(),
                claim.eventId(),
                claim.receivedAtMicros(),
                byCapture ? "CAPTURE" : "KAFKA",
                Timestamp.from(foundAt))
            .update()
        == 1;
  }

  int countContradictions(int logNo) {
    return jdbc.sql("SELECT count(*) FROM contradiction WHERE log_no = ?")
        .param(logNo)
        .query(Integer.class)
        .single();
  }

  List<Long> contradictedSequences(int logNo) {
    return jdbc.sql(
            """
            SELECT DISTINCT sequence FROM contradiction
            WHERE log_no = ? AND settled_at IS NULL ORDER BY sequence
            """)
        .param(logNo)
        .query((row, n) -> row.getLong(1))
        .list();
  }

  List<ClaimedLeaf> contradictions(int logNo, int limit) {
    return jdbc.sql(
            """
            SELECT sequence, held_hash, claimed_hash, event_id, claimed_by, found_at, settled_at
            FROM contradiction WHERE log_no = ? ORDER BY contradiction_no DESC LIMIT ?
            """)
        .params(logNo, limit)
        .query((row, n) -> {
          byte[] held = row.getBytes("held_hash");
          return new ClaimedLeaf(
              row.getLong("sequence"),
              held == null ? null : new Hash(held),
              new Hash(row.getBytes("claimed_hash")),
              row.getObject("event_id", java.util.UUID.class),
              row.getString("claimed_by"),
              row.getTimestamp("found_at").toInstant(),
              instant(row.getTimestamp("settled_at")));
        })
        .list();
  }

  void settleContradictions(int logNo, Instant at) {
    jdbc.sql("UPDATE contradiction SET settled_at = ? WHERE log_no = ? AND settled_at IS NULL")
        .params(Timestamp.from(at), logNo)
        .update();
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
            row.getLong("conflict_sequence"),
            row.getLong("common_size"),
            row.getLong("accepted_size")));
  }

  private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }
}
