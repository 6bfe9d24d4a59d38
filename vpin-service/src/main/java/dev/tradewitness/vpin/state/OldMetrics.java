package dev.tradewitness.vpin.state;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Finds and deletes what nobody needs any more.
final class OldMetrics {

  private final JdbcClient jdbc;
  private final Feed feed;

  OldMetrics(JdbcClient jdbc, Feed feed) {
    this.jdbc = jdbc;
    this.feed = feed;
  }

  /// Partitions that metrics were ever published of.
  List<Integer> partitions() {
    return jdbc.sql("SELECT partition FROM publish_position WHERE feed_id = ? ORDER BY partition")
        .param(feed.id())
        .query((row, number) -> row.getInt("partition"))
        .list();
  }

  /// What is past its time.
  ///
  /// @param seconds older than that by the database's clock
  /// @param before and committed before, by the clock of who asks
  record Past(long seconds, Instant before) {

    private Timestamp timestamp() {
      return Timestamp.from(before);
    }
  }

  /// What one step of the retention found.
  ///
  /// @param next number of the first metric that it did not look at
  /// @param ended whether nothing older is behind it
  record Deletion(int deleted, long next, boolean ended) {}

  /// Looks at published metrics of a partition from a number on, and deletes those past their time,
  /// but never a pair's latest. Numbers ascend with time, so the first young one is the end. (Where
  /// the clock was set back, those behind it wait for it.)
  ///
  /// @param limit metrics looked at
  Deletion delete(Past past, int partition, long from, int limit) {
    return jdbc.sql(
            """
            WITH looked AS MATERIALIZED (
              SELECT m.metric_no, m.pair, m.sequence,
                m.committed_at < least(now() - make_interval(secs => :seconds), :before) AS old
              FROM metric m
              WHERE m.feed_id = :feed AND m.partition = :partition AND m.metric_no >= :from
                AND m.metric_no < (SELECT next_metric FROM publish_position
                                   WHERE feed_id = :feed AND partition = :partition)
              ORDER BY m.metric_no LIMIT :limit),
            deleted AS (
              DELETE FROM metric m USING looked l, pair_state s
              WHERE m.feed_id = :feed AND m.partition = :partition AND m.metric_no = l.metric_no
                AND l.old AND s.feed_id = :feed AND s.pair = l.pair AND l.sequence < s.readings - 1
              RETURNING 1)
            SELECT (SELECT count(*) FROM deleted) AS deleted, max(metric_no) + 1 AS next,
              count(*) < :limit OR NOT bool_and(old) AS ended
            FROM looked
            """)
        .param("seconds", past.seconds())
        .param("before", past.timestamp())
        .param("feed", feed.id())
        .param("partition", partition)
        .param("from", from)
        .param("limit", limit)
        .query((row, number) ->
            new Deletion(row.getInt("deleted"), row.getLong("next"), row.getBoolean("ended")))
        .single();
  }

  /// Deletes pairs that never gave a reading and last traded before that time: names that were sent
  /// by mistake. An owner that has one in memory begins it anew with its next trade. A pair that
  /// trades at this moment is seen to be young once its row is unlocked, and stays.
  int deletePairsWithoutReading(Past past, int limit) {
    return jdbc.sql(
            """
            WITH gone AS (
              DELETE FROM pair_state
              WHERE feed_id = :feed AND readings = 0
                AND committed_at < least(now() - make_interval(secs => :seconds), :before)
                AND pair IN (
                  SELECT pair FROM pair_state
                  WHERE feed_id = :feed AND readings = 0
                    AND committed_at < least(now() - make_interval(secs => :seconds), :before)
                  LIMIT :limit)
              RETURNING feed_id, pair),
            log AS (DELETE FROM bucket_log b USING gone g
                    WHERE b.feed_id = g.feed_id AND b.pair = g.pair)
            SELECT count(*) FROM gone
            """)
        .param("feed", feed.id())
        .param("seconds", past.seconds())
        .param("before", past.timestamp())
        .param("limit", limit)
        .query(Integer.class)
        .single();
  }
}
