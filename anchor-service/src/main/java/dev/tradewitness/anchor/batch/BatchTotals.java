package dev.tradewitness.anchor.batch;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Counts of closed batches by log, kept with every change: nothing that is asked often reads all
/// batches. Every writing method runs inside the caller's transaction.
final class BatchTotals {

  private final JdbcClient jdbc;

  BatchTotals(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// @param confirmed anchor jobs of the log's batches that are confirmed
  record Total(
      long batches, long confirmed, Instant lastClosedAt, @Nullable Instant lastAnchoredAt) {}

  void closed(Batch batch) {
    jdbc.sql(
            """
            INSERT INTO batch_total AS total (log_no, batches, last_closed_at) VALUES (?, 1, ?)
            ON CONFLICT (log_no) DO UPDATE
            SET batches = total.batches + 1,
                last_closed_at = greatest(total.last_closed_at, EXCLUDED.last_closed_at)
            """)
        .params(batch.logNo(), Timestamp.from(batch.closedAt()))
        .update();
  }

  /// Counts a confirmed job of a batch that is anchored by now.
  void confirmed(Batch batch) {
    Instant anchoredAt = Objects.requireNonNull(batch.anchoredAt(), "the batch is anchored");
    jdbc.sql(
            """
            UPDATE batch_total
            SET confirmed = confirmed + 1, last_anchored_at = greatest(last_anchored_at, ?)
            WHERE log_no = ?
            """)
        .params(Timestamp.from(anchoredAt), batch.logNo())
        .update();
  }

  /// By log number; a log without batches is absent.
  Map<Integer, Total> all() {
    var totals = new HashMap<Integer, Total>();
    jdbc.sql("SELECT log_no, batches, confirmed, last_closed_at, last_anchored_at FROM batch_total")
        .query(row -> {
          Timestamp anchored = row.getTimestamp(5);
          totals.put(
              row.getInt(1),
              new Total(
                  row.getLong(2),
                  row.getLong(3),
                  row.getTimestamp(4).toInstant(),
                  anchored == null ? null : anchored.toInstant()));
        });
    return totals;
  }

  /// Of all logs.
  long confirmed() {
    return jdbc.sql("SELECT coalesce(sum(confirmed), 0) FROM batch_total")
        .query(Long.class)
        .single();
  }
}
