package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.reading.BucketChunk;
import dev.tradewitness.vpin.reading.SavedEngine;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps the engines of one input topic. A poll is committed whole or not at all, and only while
/// this process owns every partition that it touches.
public final class StateStore {

  private final JdbcTemplate template;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final ParameterSets parameters;
  private final Feed feed;

  StateStore(
      JdbcTemplate template, TransactionTemplate transaction, ParameterSets parameters, Feed feed) {
    this.template = template;
    this.jdbc = JdbcClient.create(template);
    this.transaction = transaction;
    this.parameters = parameters;
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
                UPDATE feed_partition SET next_offset = ?, topic_id = ?
                WHERE feed_id = ? AND partition = ? AND owner_epoch = ?
                """)
            .params(offset, topicId, feed.id(), claim.partition(), claim.ownerEpoch())
            .update();
    if (moved != 1) {
      throw new FencedException(
          "partition %d was claimed by another process".formatted(claim.partition()));
    }
  }

  /// The engines whose home the partition is.
  public List<PairState.Stored> pairs(int partition) {
    Map<String, List<BucketChunk>> chunks = chunks(partition);
    return jdbc.sql(
            """
            SELECT * FROM pair_state JOIN parameters USING (parameters_id)
            WHERE feed_id = ? AND partition = ? ORDER BY pair
            """)
        .params(feed.id(), partition)
        .query((row, number) -> {
          String pair = row.getString("pair");
          return new PairState.Stored(
              pair,
              partition,
              ParameterSets.read(row),
              new SavedEngine(
                  row.getBytes("open_state"),
                  row.getBytes("window_state"),
                  chunks.getOrDefault(pair, List.of())));
        })
        .list();
  }

  private Map<String, List<BucketChunk>> chunks(int partition) {
    var chunks = new HashMap<String, List<BucketChunk>>();
    jdbc.sql(
            """
            SELECT pair, b.slot, b.chunk_no, b.first_bucket, b.runs
            FROM pair_state p JOIN bucket_log b USING (feed_id, pair, epoch)
            WHERE feed_id = ? AND p.partition = ? ORDER BY pair, b.chunk_no
            """)
        .params(feed.id(), partition)
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

  /// The partition that a pair first came from, if it ever did.
  public Optional<Integer> home(String pair) {
    return jdbc.sql("SELECT partition FROM pair_state WHERE feed_id = ? AND pair = ?")
        .params(feed.id(), pair)
        .query(Integer.class)
        .optional();
  }

  /// Commits a poll. When it throws, whether the commit reached the database may be unknown: the
  /// caller then claims its partitions again and goes on from what is stored.
  ///
  /// @param more what else belongs to the poll; runs in the transaction, on the calling thread
  public void commit(PollCommit poll, Runnable more) {
    transaction.executeWithoutResult(status -> {
      advance(poll.partitions());
      writePairs(poll.pairs());
      appendMetrics(poll.metrics());
      more.run();
    });
  }

  /// Moves the partitions' rows, and locks them until the end of the transaction.
  private void advance(List<PartitionAdvance> partitions) {
    List<PartitionAdvance> ordered =
        partitions.stream().sorted(Comparator.comparingInt(PartitionAdvance::partition)).toList();
    int moved =
        update(
            """
            UPDATE feed_partition f
            SET next_offset = u.next_offset, next_metric = u.next_metric, committed_at = now()
            FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::bigint[])
              AS u(partition, owner_epoch, next_offset, next_metric)
            WHERE f.feed_id = ? AND f.partition = u.partition AND f.owner_epoch = u.owner_epoch
            """,
            column("int", ordered, PartitionAdvance::partition),
            column("bigint", ordered, PartitionAdvance::ownerEpoch),
            column("bigint", ordered, PartitionAdvance::nextOffset),
            column("bigint", ordered, PartitionAdvance::nextMetric));
    if (moved != ordered.size()) {
      throw new FencedException(
          "of partitions %s only %d are still this process's"
              .formatted(ordered.stream().map(PartitionAdvance::partition).toList(), moved));
    }
  }

  private void writePairs(List<PairState> pairs) {
    int written =
        beginPairs(pairs.stream().filter(PairState::begins).toList())
            + updatePairs(pairs.stream().filter(pair -> !pair.begins()).toList());
    if (written != pairs.size()) {
      throw new IllegalStateException(
          "%d of %d pairs have their home where this process believes it"
              .formatted(written, pairs.size()));
    }
    writeChunks(
        pairs.stream()
            .flatMap(pair -> pair.chunks().stream().map(chunk -> new PairChunk(pair, chunk)))
            .toList());
  }

  /// Pairs that are new, or in a new epoch, which has none of the former one's buckets.
  private int beginPairs(List<PairState> pairs) {
    if (pairs.isEmpty()) {
      return 0;
    }
    int written =
        update(
            """
            INSERT INTO pair_state AS p (feed_id, pair, partition, parameters_id, epoch, trades,
              readings, closed_buckets, open_state)
            SELECT f.feed_id, u.*
            FROM unnest(?::text[], ?::int[], ?::int[], ?::int[], ?::bigint[],
                        ?::bigint[], ?::bigint[], ?::bytea[]) AS u
            CROSS JOIN (SELECT ?::int AS feed_id) f
            ON CONFLICT (feed_id, pair) DO UPDATE
            SET parameters_id = EXCLUDED.parameters_id, epoch = EXCLUDED.epoch,
                trades = EXCLUDED.trades, readings = EXCLUDED.readings,
                closed_buckets = EXCLUDED.closed_buckets, open_state = EXCLUDED.open_state,
                window_state = NULL, committed_at = now()
            WHERE p.partition = EXCLUDED.partition AND p.epoch < EXCLUDED.epoch
            """,
            column("text", pairs, PairState::pair),
            column("int", pairs, PairState::partition),
            column("int", pairs, pair -> parameters.id(pair.parameters())),
            column("int", pairs, PairState::epoch),
            column("bigint", pairs, PairState::trades),
            column("bigint", pairs, PairState::readings),
            column("bigint", pairs, PairState::closedBuckets),
            column("bytea", pairs, PairState::open));
    update(
        """
        DELETE FROM bucket_log b USING unnest(?::text[]) AS u(pair)
        WHERE b.pair = u.pair AND b.feed_id = ?
        """,
        column("text", pairs, PairState::pair));
    return written;
  }

  private int updatePairs(List<PairState> pairs) {
    if (pairs.isEmpty()) {
      return 0;
    }
    return update(
        """
        UPDATE pair_state p
        SET trades = u.trades, readings = u.readings, closed_buckets = u.closed_buckets,
            open_state = u.open_state, committed_at = now()
        FROM unnest(?::text[], ?::int[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::bytea[])
          AS u(pair, partition, epoch, trades, readings, closed_buckets, open_state)
        WHERE p.feed_id = ? AND p.pair = u.pair AND p.partition = u.partition
          AND p.epoch = u.epoch
        """,
        column("text", pairs, PairState::pair),
        column("int", pairs, PairState::partition),
        column("int", pairs, PairState::epoch),
        column("bigint", pairs, PairState::trades),
        column("bigint", pairs, PairState::readings),
        column("bigint", pairs, PairState::closedBuckets),
        column("bytea", pairs, PairState::open));
  }

  private record PairChunk(PairState pair, BucketChunk chunk) {}

  private void writeChunks(List<PairChunk> chunks) {
    if (chunks.isEmpty()) {
      return;
    }
    update(
        """
        INSERT INTO bucket_log AS b (feed_id, pair, slot, epoch, chunk_no, first_bucket, runs)
        SELECT f.feed_id, u.*
        FROM unnest(?::text[], ?::int[], ?::int[], ?::bigint[], ?::bigint[], ?::bytea[]) AS u
        CROSS JOIN (SELECT ?::int AS feed_id) f
        ON CONFLICT (feed_id, pair, slot) DO UPDATE
        SET epoch = EXCLUDED.epoch, chunk_no = EXCLUDED.chunk_no,
            first_bucket = EXCLUDED.first_bucket, runs = EXCLUDED.runs
        """,
        column("text", chunks, one -> one.pair().pair()),
        column("int", chunks, one -> one.chunk().slot()),
        column("int", chunks, one -> one.pair().epoch()),
        column("bigint", chunks, one -> one.chunk().number()),
        column("bigint", chunks, one -> one.chunk().firstBucket()),
        column("bytea", chunks, one -> one.chunk().runs()));
  }

  private void appendMetrics(List<Metric> metrics) {
    if (metrics.isEmpty()) {
      return;
    }
    update(
        """
        INSERT INTO metric (feed_id, partition, metric_no, pair, sequence, trade_timestamp, vpin,
          mean_vpin, std_vpin, max_vpin, min_vpin, percentile, bucket_count, total_volume, epoch,
          parameters_id)
        SELECT f.feed_id, u.*
        FROM unnest(?::int[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::float8[],
                    ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::int[],
                    ?::float8[], ?::int[], ?::int[]) AS u
        CROSS JOIN (SELECT ?::int AS feed_id) f
        """,
        column("int", metrics, Metric::partition),
        column("bigint", metrics, Metric::number),
        column("text", metrics, Metric::pair),
        column("bigint", metrics, metric -> metric.reading().sequence()),
        column("bigint", metrics, metric -> metric.reading().timestamp()),
        column("float8", metrics, metric -> metric.reading().vpin()),
        column("float8", metrics, metric -> metric.reading().meanVpin()),
        column("float8", metrics, metric -> metric.reading().stdVpin()),
        column("float8", metrics, metric -> metric.reading().maxVpin()),
        column("float8", metrics, metric -> metric.reading().minVpin()),
        column("float8", metrics, metric -> metric.reading().percentile()),
        column("int", metrics, metric -> metric.reading().bucketCount()),
        column("float8", metrics, metric -> metric.reading().totalVolume()),
        column("int", metrics, Metric::epoch),
        column("int", metrics, metric -> parameters.id(metric.parameters())));
  }

  /// Runs a statement whose arrays come first and the feed's id last.
  private int update(String sql, Column<?>... columns) {
    return template.update(
        sql,
        statement -> {
          Connection connection = statement.getConnection();
          int at = 1;
          for (Column<?> column : columns) {
            statement.setArray(at++, column.array(connection));
          }
          statement.setInt(at, feed.id());
        });
  }

  private static <T> Column<T> column(String type, List<T> rows, Function<T, Object> value) {
    return new Column<>(type, rows, value);
  }

  private record Column<T>(String type, List<T> rows, Function<T, Object> value) {

    Array array(Connection connection) throws SQLException {
      Object[] values = type.equals("bytea") ? new byte[rows.size()][] : new Object[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
      }
      return connection.createArrayOf(type, values);
    }
  }
}
