package dev.tradewitness.vpin.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
    boolean moved =
        from != null
            && move.topicId().equals(to.topicId())
            && isRead(from, to, move)
            && move(move.pair(), from, to);
    if (!moved) {
      showWaiting(move);
    }
    return moved;
  }

  /// An offset of a topic that was deleted says nothing about the topic made anew.
  private static boolean isRead(PartitionRow from, PartitionRow to, PairMove move) {
    Long end = move.end();
    if (end == null) {
      return true;
    }
    Long next = from.nextOffset();
    return Objects.equals(from.topicId(), to.topicId())
        && next != null
        && (next >= end || from.isWaitingSince(move.sent()));
  }

  private record PartitionRow(
      int partition,
      long ownerEpoch,
      @Nullable Long nextOffset,
      @Nullable UUID topicId,
      @Nullable Long waitingOffset,
      @Nullable Long waitingTime) {

    /// Whether the partition itself waits for a pair, at a message that is no older. Its producer
    /// had already changed partitions when it sent that one; nothing it sent before is behind it.
    boolean isWaitingSince(long time) {
      return waitingOffset != null
          && waitingOffset.equals(nextOffset)
          && waitingTime != null
          && waitingTime >= time;
    }
  }

  private Map<Integer, PartitionRow> lock(int one, int other) {
    var rows = new HashMap<Integer, PartitionRow>();
    jdbc.sql(
            """
            SELECT * FROM feed_partition
            WHERE feed_id = ? AND partition IN (?, ?) ORDER BY partition FOR UPDATE
            """)
        .params(feed.id(), one, other)
        .query(row -> {
          var found =
              new PartitionRow(
                  row.getInt("partition"),
                  row.getLong("owner_epoch"),
                  row.getObject("next_offset", Long.class),
                  row.getObject("topic_id", UUID.class),
                  row.getObject("waiting_offset", Long.class),
                  row.getObject("waiting_time", Long.class));
          rows.put(found.partition(), found);
        });
    return rows;
  }

  private void showWaiting(PairMove move) {
    jdbc.sql(
            """
            UPDATE feed_partition SET waiting_offset = ?, waiting_time = ?
            WHERE feed_id = ? AND partition = ?
            """)
        .params(move.position(), move.sent(), feed.id(), move.to())
        .update();
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
