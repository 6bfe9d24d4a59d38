package dev.tradewitness.vpin.state;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Moves pairs between partitions.
final class PairMoves {

  private final JdbcClient jdbc;
  private final Feed feed;

  PairMoves(JdbcClient jdbc, Feed feed) {
    this.jdbc = jdbc;
    this.feed = feed;
  }

  /// Called in a transaction. False when the pair has to stay where it is for now.
  boolean move(PairMove move) {
    Map<Integer, PartitionRow> rows = lock(move.from(), move.to());
    PartitionRow to = rows.get(move.to());
    if (to == null || to.ownerEpoch() != move.ownerEpoch()) {
      throw new FencedException("partition %d was claimed by another process".formatted(move.to()));
    }
    PartitionRow from = rows.get(move.from());
    return from != null && from.nextOffset() >= move.end() && move(move.pair(), from, to);
  }

  private record PartitionRow(int partition, long ownerEpoch, long nextOffset) {}

  private Map<Integer, PartitionRow> lock(int one, int other) {
    var rows = new HashMap<Integer, PartitionRow>();
    jdbc.sql(
            """
            SELECT partition, owner_epoch, next_offset FROM feed_partition
            WHERE feed_id = ? AND partition IN (?, ?) ORDER BY partition FOR UPDATE
            """)
        .params(feed.id(), one, other)
        .query(row -> {
          var found =
              new PartitionRow(
                  row.getInt("partition"), row.getLong("owner_epoch"), row.getLong("next_offset"));
          rows.put(found.partition(), found);
        });
    return rows;
  }

  private boolean move(String pair, PartitionRow from, PartitionRow to) {
    return jdbc.sql(
                """
                UPDATE pair_state s SET partition = ?
                WHERE s.feed_id = ? AND s.pair = ? AND s.partition = ? AND NOT EXISTS (
                  SELECT FROM metric m JOIN publish_position p USING (feed_id, partition)
                  WHERE m.feed_id = s.feed_id AND m.pair = s.pair AND m.sequence = s.readings - 1
                    AND m.metric_no >= p.next_metric)
                """)
            .params(to.partition(), feed.id(), pair, from.partition())
            .update()
        == 1;
  }
}
