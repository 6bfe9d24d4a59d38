package dev.tradewitness.capture.search;

import dev.tradewitness.capture.stream.EventRows;
import dev.tradewitness.capture.stream.StoredEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Looks events up, newest first by the time they were received.
public final class EventSearch {

  private final JdbcClient database;

  EventSearch(JdbcClient database) {
    this.database = database;
  }

  /// @param events fewer than asked for when they are long
  /// @param next where the next page starts; null on the last one
  public record Page(List<StoredEvent> events, @Nullable Cursor next) {}

  public Page find(EventQuery query) {
    var filter = new Filter();
    filter.and(
        " and e.stream_id = (select stream_id from stream where policy_id = ?)", query.policyId());
    filter.and(" and e.trace_id = ?", query.traceId());
    filter.and(" and e.symbol = ?", query.symbol());
    filter.and(" and e.event_type = ?", query.eventType());
    filter.and(" and e.order_id = ?", query.orderId());
    filter.and(" and e.account_id = ?", query.accountId());
    filter.and(" and e.received_at >= ?", time(query.from()));
    filter.and(" and e.received_at < ?", time(query.to()));
    Cursor after = query.after();
    if (after != null) {
      filter.and(" and (e.received_at, e.event_id) < (?", time(after.receivedAt()));
      filter.and(", ?)", after.eventId());
    }
    List<StoredEvent> found =
        database
            .sql(
                EventRows.page(
                    filter.sql.toString(),
                    "e.received_at desc, e.event_id desc",
                    query.limit() + 1))
            .params(filter.values)
            .query((row, n) -> EventRows.read(row))
            .list();
    if (found.size() <= query.limit() && !EventRows.isFull(found)) {
      return new Page(found, null);
    }
    List<StoredEvent> page = found.subList(0, Math.min(found.size(), query.limit()));
    StoredEvent last = page.getLast();
    return new Page(page, new Cursor(last.reception().receivedAt(), last.id().value()));
  }

  private static @Nullable Object time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /// @param more whether there may be events beyond these
  public record Trace(List<StoredEvent> events, boolean more) {}

  /// Events of one trace, oldest first; fewer than asked for when they are long.
  public Trace trace(UUID traceId, int limit) {
    List<StoredEvent> found =
        database
            .sql(
                EventRows.page(
                    " and e.trace_id = ?", "e.received_at, e.stream_id, e.sequence", limit + 1))
            .param(traceId)
            .query((row, n) -> EventRows.read(row))
            .list();
    return new Trace(
        found.subList(0, Math.min(found.size(), limit)),
        found.size() > limit || EventRows.isFull(found));
  }

  /// Conditions with their values, in the same order.
  private static final class Filter {
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    void and(String condition, @Nullable Object value) {
      if (value != null) {
        sql.append(condition);
        values.add(value);
      }
    }
  }
}
