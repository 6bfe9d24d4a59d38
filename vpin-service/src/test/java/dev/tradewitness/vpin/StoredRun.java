package dev.tradewitness.vpin;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.vpin.reading.VpinReading;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// What a run of the service left in its database.
final class StoredRun {

  private final Database database;

  StoredRun(Database database) {
    this.database = database;
  }

  /// A metric with every figure; doubles compare by their bits.
  record Row(String pair, int epoch, double bucketSize, VpinReading reading) {}

  /// Every metric, by pair and sequence.
  List<Row> metrics() {
    return query(
        """
        SELECT * FROM metric JOIN parameters USING (parameters_id)
        ORDER BY pair COLLATE "C", sequence
        """,
        row ->
            new Row(
                row.getString("pair"),
                row.getInt("epoch"),
                row.getDouble("bucket_size"),
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
                    row.getDouble("total_volume"))));
  }

  /// Every engine, to the last bit.
  List<String> engines() {
    return rows(
        """
        SELECT row(pair, partition, epoch, trades, readings, closed_buckets, open_state,
          window_state,
          (SELECT array_agg(row(slot, chunk_no, first_bucket, runs) ORDER BY slot)
           FROM bucket_log b WHERE b.pair = p.pair AND b.epoch = p.epoch))::text
        FROM pair_state p ORDER BY pair
        """);
  }

  long trades() {
    return number("SELECT coalesce(sum(trades), 0) FROM pair_state");
  }

  long read() {
    return number("SELECT coalesce(sum(next_offset), 0) FROM feed_partition");
  }

  long unpublished() {
    return number(
        """
        SELECT coalesce(sum(f.next_metric - p.next_metric), 0)
        FROM feed_partition f JOIN publish_position p USING (feed_id, partition)
        """);
  }

  /// Where each partition stands: for the message of a test that waits for more.
  String standing() {
    return String.join(
        "\n",
        rows(
            """
            SELECT format('partition %s of topic %s, owner %s (%s): offset %s, waits at %s since %s, '
              'metrics %s, published %s, pairs %s',
              f.partition, f.topic_id, f.owner, f.owner_epoch, f.next_offset, f.waiting_offset,
              f.waiting_time, f.next_metric, p.next_metric,
              (SELECT string_agg(s.pair || '=' || s.trades, ' ' ORDER BY s.pair)
               FROM pair_state s WHERE s.partition = f.partition))
            FROM feed_partition f LEFT JOIN publish_position p USING (feed_id, partition)
            ORDER BY f.partition
            """));
  }

  long number(String sql) {
    return Long.parseLong(rows(sql).getFirst());
  }

  List<String> rows(String sql) {
    return query(sql, row -> row.getString(1));
  }

  private interface RowReader<R> {
    R read(ResultSet row) throws SQLException;
  }

  private <R> List<R> query(String sql, RowReader<R> reader) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      var rows = new ArrayList<R>();
      while (result.next()) {
        rows.add(reader.read(result));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Zero until the service has made its tables.
  long tradesOrZero() {
    return rows("SELECT to_regclass('vpin.pair_state') IS NOT NULL").getFirst().equals("t")
        ? trades()
        : 0;
  }
}
