package dev.tradewitness.capture.anchored;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What `/health` shows of anchoring, in one look whose cost does not grow with the batches.
public final class AnchoredFigures {

  private final JdbcClient database;

  AnchoredFigures(JdbcClient database) {
    this.database = database;
  }

  /// @param eventsInBatches of all batches that have closed
  /// @param lastAnchoredAt null before the first anchoring
  /// @param lastRoot of the batch that closed last, null before the first
  public record Figures(
      long eventsInBatches, @Nullable Instant lastAnchoredAt, @Nullable String lastRoot) {}

  public Figures figures() {
    return database
        .sql(
            """
            select (select events from anchored_total),
              (select max(anchored_at) from anchored_batch),
              (select merkle_root from anchored_batch where closed_at is not null
               order by closed_at desc limit 1)
            """)
        .query((row, _) -> {
          OffsetDateTime anchoredAt = row.getObject(2, OffsetDateTime.class);
          return new Figures(
              row.getLong(1), anchoredAt == null ? null : anchoredAt.toInstant(), row.getString(3));
        })
        .single();
  }
}
