package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.reading.BucketChunk;
import java.util.List;

/// Writes what a poll changed; within the poll's transaction.
final class PollWriter {

  private final ArrayUpdates arrays;
  private final ParameterSets parameters;

  PollWriter(ArrayUpdates arrays, ParameterSets parameters) {
    this.arrays = arrays;
    this.parameters = parameters;
  }

  void writePairs(List<PairState> pairs) {
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
        arrays.update(
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
            ArrayUpdates.column("text", pairs, PairState::pair),
            ArrayUpdates.column("int", pairs, PairState::partition),
            ArrayUpdates.column("int", pairs, pair -> parameters.id(pair.parameters())),
            ArrayUpdates.column("int", pairs, PairState::epoch),
            ArrayUpdates.column("bigint", pairs, PairState::trades),
            ArrayUpdates.column("bigint", pairs, PairState::readings),
            ArrayUpdates.column("bigint", pairs, PairState::closedBuckets),
            ArrayUpdates.column("bytea", pairs, PairState::open));
    arrays.update(
        """
        DELETE FROM bucket_log b USING unnest(?::text[]) AS u(pair)
        WHERE b.pair = u.pair AND b.feed_id = ?
        """,
        ArrayUpdates.column("text", pairs, PairState::pair));
    return written;
  }

  private int updatePairs(List<PairState> pairs) {
    if (pairs.isEmpty()) {
      return 0;
    }
    return arrays.update(
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
        ArrayUpdates.column("text", pairs, PairState::pair),
        ArrayUpdates.column("int", pairs, PairState::partition),
        ArrayUpdates.column("int", pairs, PairState::epoch),
        ArrayUpdates.column("bigint", pairs, PairState::trades),
        ArrayUpdates.column("bigint", pairs, PairState::readings),
        ArrayUpdates.column("bigint", pairs, PairState::closedBuckets),
        ArrayUpdates.column("bytea", pairs, PairState::open));
  }

  private record PairChunk(PairState pair, BucketChunk chunk) {}

  private void writeChunks(List<PairChunk> chunks) {
    if (chunks.isEmpty()) {
      return;
    }
    arrays.update(
        """
        INSERT INTO bucket_log AS b (feed_id, pair, slot, epoch, chunk_no, first_bucket, runs)
        SELECT f.feed_id, u.*
        FROM unnest(?::text[], ?::int[], ?::int[], ?::bigint[], ?::bigint[], ?::bytea[]) AS u
        CROSS JOIN (SELECT ?::int AS feed_id) f
        ON CONFLICT (feed_id, pair, slot) DO UPDATE
        SET epoch = EXCLUDED.epoch, chunk_no = EXCLUDED.chunk_no,
            first_bucket = EXCLUDED.first_bucket, runs = EXCLUDED.runs
        """,
        ArrayUpdates.column("text", chunks, one -> one.pair().pair()),
        ArrayUpdates.column("int", chunks, one -> one.chunk().slot()),
        ArrayUpdates.column("int", chunks, one -> one.pair().epoch()),
        ArrayUpdates.column("bigint", chunks, one -> one.chunk().number()),
        ArrayUpdates.column("bigint", chunks, one -> one.chunk().firstBucket()),
        ArrayUpdates.column("bytea", chunks, one -> one.chunk().runs()));
  }

  void appendMetrics(List<Metric> metrics) {
    if (metrics.isEmpty()) {
      return;
    }
    arrays.update(
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
        ArrayUpdates.column("int", metrics, Metric::partition),
        ArrayUpdates.column("bigint", metrics, Metric::number),
        ArrayUpdates.column("text", metrics, Metric::pair),
        ArrayUpdates.column("bigint", metrics, metric -> metric.reading().sequence()),
        ArrayUpdates.column("bigint", metrics, metric -> metric.reading().timestamp()),
        ArrayUpdates.column("float8", metrics, metric -> metric.reading().vpin()),
        ArrayUpdates.column("float8", metrics, metric -> metric.reading().meanVpin()),
        ArrayUpdates.column("float8", metrics, metric -> metric.reading().stdVpin()),
        ArrayUpdates.column("float8", metrics, metric -> metric.reading().maxVpin()),
        ArrayUpdates.column("float8", metrics, metric -> metric.reading().minVpin()),
        ArrayUpdates.column("float8", metrics, metric -> metric.reading().percentile()),
        ArrayUpdates.column("int", metrics, metric -> metric.reading().bucketCount()),
        ArrayUpdates.column("float8", metrics, metric -> metric.reading().totalVolume()),
        ArrayUpdates.column("int", metrics, Metric::epoch),
        ArrayUpdates.column("int", metrics, metric -> parameters.id(metric.parameters())));
  }
}
