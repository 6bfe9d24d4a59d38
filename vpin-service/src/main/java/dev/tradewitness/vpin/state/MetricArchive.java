package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.reading.VpinReading;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads committed metrics back, and keeps how far they were published.
public final class MetricArchive {

  /// Nobody waits longer for a range.
  private static final int HISTORY_SECONDS = 10;

  private final JdbcClient jdbc;
  private final Feed feed;

  MetricArchive(JdbcClient jdbc, Feed feed) {
    this.jdbc = jdbc;
    this.feed = feed;
  }

  /// A pair as it stands.
  ///
  /// @param latest of the pair's current epoch; null until the pair is warm in it
  public record PairStanding(
      String pair, long trades, long closedBuckets, int warmUpBuckets, @Nullable Metric latest) {}

  /// A range of a pair's metrics, which are ordered by trade timestamp, then by sequence.
  ///
  /// @param from earliest trade timestamp, Unix milliseconds, inclusive
  /// @param to latest trade timestamp, inclusive
  /// @param before only metrics ordered before the first one whose sequence is not below this
  public record Range(String pair, long from, long to, long before, int limit) {}

  private static final String STANDING =
      """
      SELECT p.pair, p.trades, p.closed_buckets, s.*, m.*
      FROM pair_state p
      JOIN parameters s ON s.parameters_id = p.parameters_id
      LEFT JOIN metric m ON m.feed_id = p.feed_id AND m.pair = p.pair
        AND m.sequence = p.readings - 1 AND m.epoch = p.epoch
      WHERE p.feed_id = ?
      """;

  /// The pairs behind `after` by name, so many at most.
  public List<PairStanding> standings(String after, int limit) {
    return jdbc.sql(STANDING + "AND p.pair > ? ORDER BY p.pair LIMIT ?")
        .params(feed.id(), after, limit)
        .query(this::readStanding)
        .list();
  }

  public Optional<PairStanding> standing(String pair) {
    return jdbc.sql(STANDING + "AND p.pair = ?")
        .params(feed.id(), pair)
        .query(this::readStanding)
        .optional();
  }

  /// The newest metrics in the range, oldest first. Reads about as many as it gives, however many
  /// are newer or older.
  public List<Metric> history(Range range) {
    Place end = end(range);
    return jdbc.sql(
            """
            SELECT * FROM metric JOIN parameters USING (parameters_id)
            WHERE feed_id = :feed AND pair = :pair AND trade_timestamp BETWEEN :from AND :to
              AND (trade_timestamp, sequence) < (:endTime, :endSequence)
            ORDER BY trade_timestamp DESC, sequence DESC LIMIT :limit
            """)
        .param("feed", feed.id())
        .param("pair", range.pair())
        .param("from", range.from())
        // The index has the time alone: the end bounds what is read of it.
        .param("to", Math.min(range.to(), end.time()))
        .param("endTime", end.time())
        .param("endSequence", end.sequence())
        .param("limit", range.limit())
        .withQueryTimeout(HISTORY_SECONDS)
        .query(this::readMetric)
        .list()
        .reversed();
  }

  /// A metric's place in the order of a range.
  private record Place(long time, long sequence) {
    private static final Place BEHIND_ALL = new Place(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /// Where the range ends, exclusive.
  private Place end(Range range) {
    return jdbc.sql(
            """
            SELECT trade_timestamp, sequence FROM metric
            WHERE feed_id = ? AND pair = ? AND sequence >= ? ORDER BY sequence LIMIT 1
            """)
        .params(feed.id(), range.pair(), range.before())
        .withQueryTimeout(HISTORY_SECONDS)
        .query((row, number) -> new Place(row.getLong("trade_timestamp"), row.getLong("sequence")))
        .optional()
        .orElse(Place.BEHIND_ALL);
  }

  /// The metrics of a partition from `number` on, in order.
  public List<Metric> from(int partition, long number, int limit) {
    return jdbc.sql(
            """
            SELECT * FROM metric JOIN parameters USING (parameters_id)
            WHERE feed_id = ? AND partition = ? AND metric_no >= ?
            ORDER BY metric_no LIMIT ?
            """)
        .params(feed.id(), partition, number, limit)
        .query(this::readMetric)
        .list();
  }

  /// First metric of the partition that Kafka has not acknowledged.
  public long published(int partition) {
    return jdbc.sql("SELECT next_metric FROM publish_position WHERE feed_id = ? AND partition = ?")
        .params(feed.id(), partition)
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  /// Keeps how far each partition was published. Never moves back: a former owner that is late
  /// changes nothing.
  public void published(Map<Integer, Long> nextByPartition) {
    Collection<Map.Entry<Integer, Long>> ordered =
        nextByPartition.entrySet().stream()
            .sorted(Comparator.comparingInt(Map.Entry::getKey))
            .toList();
    jdbc.sql(
            """
            UPDATE publish_position p SET next_metric = u.next_metric
            FROM unnest(?::int[], ?::bigint[]) AS u(partition, next_metric)
            WHERE p.feed_id = ? AND p.partition = u.partition AND p.next_metric < u.next_metric
            """)
        .params(
            ordered.stream().map(Map.Entry::getKey).toArray(Integer[]::new),
            ordered.stream().map(Map.Entry::getValue).toArray(Long[]::new),
            feed.id())
        .update();
  }

  private PairStanding readStanding(ResultSet row, int number) throws SQLException {
    row.getLong("sequence");
    boolean cold = row.wasNull();
    return new PairStanding(
        row.getString("pair"),
        row.getLong("trades"),
        row.getLong("closed_buckets"),
        ParameterSets.read(row).warmUpBuckets(),
        cold ? null : readMetric(row, number));
  }

  private Metric readMetric(ResultSet row, int number) throws SQLException {
    return new Metric(
        row.getInt("partition"),
        row.getLong("metric_no"),
        row.getString("pair"),
        row.getInt("epoch"),
        ParameterSets.read(row),
        new VpinReading(
            row.getLong("trade_timestamp"),
            row.getLong("sequence"),
            row.getDouble("vpin"),
            row.getDouble("mean_vpin"),
            row.getDouble("std_vpin"),
            row.getDouble("max_vpin"),
            row.getDouble("min_vpin"),
            row.getDouble("percentile"),
            row.getInt("bucket_count"),
            row.getDouble("total_volume")));
  }
}
