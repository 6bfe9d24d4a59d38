package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.reading.BucketChunk;
import dev.tradewitness.vpin.reading.SavedEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads pairs back as they are stored.
final class StoredPairs {

  private final JdbcClient jdbc;
  private final ParameterSets parameters;
  private final Feed feed;

  StoredPairs(JdbcClient jdbc, ParameterSets parameters, Feed feed) {
    this.jdbc = jdbc;
    this.parameters = parameters;
    this.feed = feed;
  }

  /// The engines whose home the partition is, those that traded last first.
  List<PairState.Stored> ofPartition(int partition, int limit) {
    return stored("AND partition = ? ORDER BY committed_at DESC, pair LIMIT " + limit, partition);
  }

  /// A pair's engine, if a trade of it ever came.
  Optional<PairState.Stored> find(String pair) {
    return stored("AND pair = ?", pair).stream().findFirst();
  }

  private List<PairState.Stored> stored(String which, Object value) {
    var rows =
        jdbc.sql(
                """
                SELECT *, extract(epoch FROM committed_at) * 1000 AS traded_at,
                  (SELECT max(c.generation) FROM configured_parameters c
                   WHERE c.feed_id = p.feed_id AND c.parameters_id = p.parameters_id) > ? AS later
                FROM pair_state p JOIN parameters USING (parameters_id)
                WHERE feed_id = ?
                """
                    + which)
            .params(parameters.generation(), feed.id(), value)
            .query((row, number) ->
                new PairState.Stored(
                    row.getString("pair"),
                    row.getInt("partition"),
                    parameters.ofPair(row),
                    row.getBoolean("later"),
                    new SavedEngine(
                        row.getBytes("open_state"), row.getBytes("window_state"), List.of()),
                    row.getLong("traded_at")))
            .list();
    if (rows.isEmpty()) {
      return rows;
    }
    var chunks = chunks(rows.stream().map(PairState.Stored::pair).toArray(String[]::new));
    return rows.stream().map(row -> row.with(chunks.getOrDefault(row.pair(), List.of()))).toList();
  }

  private Map<String, List<BucketChunk>> chunks(String... pairs) {
    var chunks = new HashMap<String, List<BucketChunk>>();
    jdbc.sql(
            """
            SELECT pair, b.slot, b.chunk_no, b.first_bucket, b.runs
            FROM pair_state p JOIN bucket_log b USING (feed_id, pair, epoch)
            WHERE feed_id = ? AND pair = ANY (?) ORDER BY pair, b.chunk_no
            """)
        .params(feed.id(), pairs)
        .query(row -> {
          chunks
              .computeIfAbsent(row.getString("pair"), pair -> new ArrayList<>())
              .add(
                  new BucketChunk(
                      row.getInt("slot"),
                      row.getLong("chunk_no"),
                      row.getLong("first_bucket"),
                      row.getBytes("runs")));
        });
    return chunks;
  }
}
