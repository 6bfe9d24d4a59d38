package dev.tradewitness.anchor.feed;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Offsets and owner epochs in PostgreSQL: the truth about where reading goes on and who may.
final class PartitionStore {

  private final JdbcClient jdbc;

  PartitionStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// @param nextOffset where to go on; empty before the first poll was stored
  record Claim(int partition, long epoch, OptionalLong nextOffset) {}

  /// Takes a partition over: whoever held it before can write nothing any more.
  Claim claim(String topic, int partition, String owner, Instant now) {
    return jdbc.sql(
            """
            INSERT INTO feed_partition AS held (topic, partition, epoch, owner, claimed_at)
            VALUES (?, ?, 1, ?, ?)
            ON CONFLICT (topic, partition) DO UPDATE
            SET epoch = held.epoch + 1, owner = EXCLUDED.owner, claimed_at = EXCLUDED.claimed_at
            RETURNING epoch, next_offset
            """)
        .params(topic, partition, owner, Timestamp.from(now))
        .query((row, n) -> {
          long next = row.getLong("next_offset");
          // Of the column that was read last.
          boolean isUnread = row.wasNull();
          return new Claim(
              partition,
              row.getLong("epoch"),
              isUnread ? OptionalLong.empty() : OptionalLong.of(next));
        })
        .single();
  }

  /// Locks partitions, in order, and gives the epochs they have now.
  Map<Integer, Long> lockEpochs(String topic, Collection<Integer> partitions) {
    var epochs = new HashMap<Integer, Long>();
    jdbc.sql(
            """
            SELECT partition, epoch FROM feed_partition
            WHERE topic = ? AND partition = ANY (?) ORDER BY partition FOR UPDATE
            """)
        .params(topic, partitions.stream().mapToInt(Integer::intValue).toArray())
        .query(row -> {
          epochs.put(row.getInt(1), row.getLong(2));
        });
    return epochs;
  }

  void advance(String topic, Map<Integer, Long> nextOffsets) {
    jdbc.sql(
            """
            UPDATE feed_partition SET next_offset = new.next_offset
            FROM unnest(?::int[], ?::bigint[]) AS new (partition, next_offset)
            WHERE feed_partition.topic = ? AND feed_partition.partition = new.partition
            """)
        .params(
            nextOffsets.keySet().stream().mapToInt(Integer::intValue).toArray(),
            nextOffsets.values().stream().mapToLong(Long::longValue).toArray(),
            topic)
        .update();
  }
}
