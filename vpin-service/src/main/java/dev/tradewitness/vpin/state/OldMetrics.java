package dev.tradewitness.vpin.state;

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

  /// What one step of the retention found.
  ///
  /// @param next number of the first metric that it did not look at
  /// @param ended whether nothing older is behind it
  record Deletion(int deleted, long next, boolean ended) {}

  /// Looks at published metrics of a partition from a number on, and deletes those older than so
  /// many seconds, but never a pair's latest. Numbers ascend with time, so the first young one is
  /// the end.
  ///
  /// @param limit metrics looked at
  Deletion deleteOlderThan(long seconds, int partition, long from, int limit) {
    return jdbc.sql(
            """
            WITH looked AS MATERIALIZED (
              SELECT m.metric_no, m.pair, m.sequence,
                m.committed_at < now() - make_interval(secs => :seconds) AS old
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
        .param("seconds", seconds)
        .param("feed", feed.id())
        .param("partition", partition)
        .param("from", from)
        .param("limit", limit)
        .query((row, number) ->
            new Deletion(row.getInt("deleted"), row.getLong("next"), row.getBoolean("ended")))
        .single();
  }

  /// Deletes pairs that never gave a reading and have not traded for so many seconds: names that
  /// were sent by mistake. An owner that has one in memory begins it anew with its next trade. A
  /// pair that trades at this moment is seen to be young once its row is unlocked, and stays.
  int deletePairsWithoutReading(long seconds, int limit) {
    return jdbc.sql(
            """
            WITH gone AS (
              DELETE FROM pair_state
              WHERE feed_id = :feed AND readings = 0
                AND committed_at < now() - make_interval(secs => :seconds)
                AND pair IN (
                  SELECT pair FROM pair_state
                  WHERE feed_id = :feed AND readings = 0
                    AND committed_at < now() - make_interval(secs => :seconds)
                  LIMIT :limit)
              RETURNING feed_id, pair),
            log AS (DELETE FROM bucket_log b USING gone g
                    WHERE b.feed_id = g.feed_id AND b.pair = g.pair)
            SELECT count(*) FROM gone
            """)
        .param("feed", feed.id())
        .param("seconds", seconds)
        .param("limit", limit)
        .query(Integer.class)
        .single();
  }
}
