package dev.tradewitness.vpin.state;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps the engines of one input topic. A poll is committed whole or not at all, and only while
/// this process owns every partition that it touches.
public final class StateStore {

  private final JdbcClient jdbc;
  private final ArrayUpdates arrays;
  private final StoredPairs pairs;
  private final PairMoves moves;
  private final PollWriter writer;
  private final TransactionTemplate transaction;
  private final Feed feed;

  StateStore(
      JdbcTemplate template, TransactionTemplate transaction, ParameterSets parameters, Feed feed) {
    this.jdbc = JdbcClient.create(template);
    this.arrays = new ArrayUpdates(template, feed);
    this.pairs = new StoredPairs(jdbc, parameters, feed);
    this.moves = new PairMoves(jdbc, feed);
    this.writer = new PollWriter(arrays, parameters);
    this.transaction = transaction;
    this.feed = feed;
  }

  /// Takes a partition over. Waits for a commit of the former owner that is under way; whatever it
  /// tries afterwards is refused.
  public PartitionClaim claim(int partition, String owner) {
    return Objects.requireNonNull(
        transaction.execute(status -> {
          jdbc.sql(
                  """
                  INSERT INTO publish_position (feed_id, partition, next_metric)
                  VALUES (?, ?, 0) ON CONFLICT DO NOTHING
                  """)
              .params(feed.id(), partition)
              .update();
          return jdbc.sql(
                  """
                  INSERT INTO feed_partition (feed_id, partition, owner_epoch, owner, next_metric)
                  VALUES (?, ?, 1, ?, 0)
                  ON CONFLICT (feed_id, partition) DO UPDATE
                  SET owner_epoch = feed_partition.owner_epoch + 1, owner = EXCLUDED.owner
                  RETURNING owner_epoch, next_offset, next_metric, topic_id
                  """)
              .params(feed.id(), partition, owner)
              .query((row, number) ->
                  new PartitionClaim(
                      partition,
                      row.getLong("owner_epoch"),
                      row.getObject("next_offset", Long.class),
                      row.getLong("next_metric"),
                      row.getObject("topic_id", UUID.class)))
              .single();
        }));
  }

  /// Moves a claimed partition to another offset: at its first reading, or in a topic made anew.
  public void moveTo(PartitionClaim claim, long offset, UUID topicId) {
    int moved =
        jdbc.sql(
                """
                UPDATE feed_partition
                SET next_offset = ?, topic_id = ?, waiting_offset = NULL, waiting_time = NULL
                WHERE feed_id = ? AND partition = ? AND owner_epoch = ?
                """)
            .params(offset, topicId, feed.id(), claim.partition(), claim.ownerEpoch())
            .update();
    if (moved != 1) {
      throw new FencedException(
          "partition %d was claimed by another process".formatted(claim.partition()));
    }
  }

  /// The engines whose home the partition is, those that traded last first.
  public List<PairState.Stored> pairs(int partition, int limit) {
    return pairs.ofPartition(partition, limit);
  }

  /// The pair's home, if a trade of it ever came.
  public Optional<Integer> home(String pair) {
    return jdbc.sql("SELECT partition FROM pair_state WHERE feed_id = ? AND pair = ?")
        .params(feed.id(), pair)
        .query(Integer.class)
        .optional();
  }

  /// A pair's engine, if a trade of it ever came. It is whole only while this process owns the
  /// pair's home.
  public Optional<PairState.Stored> pair(String pair) {
    return pairs.find(pair);
  }

  /// Moves a pair to another partition, if its former one is committed that far and has published
  /// the pair's metrics.
  ///
  /// @throws FencedException when the new home is not this process's any more
  public boolean move(PairMove move) {
    return Boolean.TRUE.equals(transaction.execute(status -> moves.move(move)));
  }

  /// Where reading goes on, of each partition that was ever read.
  public Map<Integer, Long> nextOffsets() {
    var offsets = new HashMap<Integer, Long>();
    jdbc.sql(
            """
            SELECT partition, next_offset FROM feed_partition
            WHERE feed_id = ? AND next_offset IS NOT NULL
            """)
        .param(feed.id())
        .query(row -> {
          offsets.put(row.getInt("partition"), row.getLong("next_offset"));
        });
    return offsets;
  }

  /// Who owns each partition that was ever claimed, by its epoch.
  public Map<Integer, Long> ownerEpochs() {
    var epochs = new HashMap<Integer, Long>();
    jdbc.sql("SELECT partition, owner_epoch FROM feed_partition WHERE feed_id = ?")
        .param(feed.id())
        .query(row -> {
          epochs.put(row.getInt("partition"), row.getLong("owner_epoch"));
        });
    return epochs;
  }

  /// Commits a poll. When it throws, whether the commit reached the database may be unknown: the
  /// caller then claims its partitions again and goes on from what is stored.
  ///
  /// @throws FencedException when another process claimed one of the partitions
  /// @throws StateMovedException when an older dump took the place of what was stored
  /// @param more what else belongs to the poll; runs in the transaction, on the calling thread
  public void commit(PollCommit poll, Runnable more) {
    transaction.executeWithoutResult(status -> {
      advance(poll.partitions());
      writer.writePairs(poll.pairs());
      writer.appendMetrics(poll.metrics());
      more.run();
    });
  }

  /// Moves the partitions' rows, and locks them until the end of the transaction.
  private void advance(List<PartitionAdvance> partitions) {
    List<PartitionAdvance> ordered =
        partitions.stream().sorted(Comparator.comparingInt(PartitionAdvance::partition)).toList();
    int moved =
        arrays.update(
            """
            UPDATE feed_partition f
            SET next_offset = u.next_offset, next_metric = u.next_metric, committed_at = now()
            FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
              AS u(partition, owner_epoch, offset_before, next_offset, metric_before, next_metric)
            WHERE f.feed_id = ? AND f.partition = u.partition AND f.owner_epoch = u.owner_epoch
              AND coalesce(f.next_offset, u.offset_before) = u.offset_before
              AND f.next_metric = u.metric_before
            """,
            ArrayUpdates.column("int", ordered, PartitionAdvance::partition),
            ArrayUpdates.column("bigint", ordered, PartitionAdvance::ownerEpoch),
            ArrayUpdates.column("bigint", ordered, PartitionAdvance::offset),
            ArrayUpdates.column("bigint", ordered, PartitionAdvance::nextOffset),
            ArrayUpdates.column("bigint", ordered, PartitionAdvance::metric),
            ArrayUpdates.column("bigint", ordered, PartitionAdvance::nextMetric));
    if (moved != ordered.size()) {
      throw refusal(ordered, moved);
    }
  }

  private RuntimeException refusal(List<PartitionAdvance> wanted, int moved) {
    Map<Integer, Long> epochs = ownerEpochs();
    List<Integer> partitions = wanted.stream().map(PartitionAdvance::partition).toList();
    boolean isOurs =
        wanted.stream()
            .allMatch(
                advance -> Objects.equals(epochs.get(advance.partition()), advance.ownerEpoch()));
    return isOurs
        ? new StateMovedException(
            "of partitions %s only %d are stored as this process left them"
                .formatted(partitions, moved))
        : new FencedException(
            "of partitions %s only %d are still this process's".formatted(partitions, moved));
  }
}
