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

  private static final String SELECT =
      "select " + EventRows.COLUMNS + " from event e join stream s using (stream_id) where true";

  private final JdbcClient database;

  EventSearch(JdbcClient database) {
    this.database = database;
  }

  /// @param next where the next page starts; null on the last one
  public record Page(List<StoredEvent> events, @Nullable Cursor next) {}

  public Page find(EventQuery query) {
    var filter = new Filter();
    filter.and(" and s.policy_id = ?", query.policyId());
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
                SELECT
                    + filter.sql
                    + " order by e.received_at desc, e.event_id desc limit "
                    + (query.limit() + 1))
            .params(filter.values)
            .query((row, n) -> EventRows.read(row))
            .list();
    if (found.size() <= query.limit()) {
      return new Page(found, null);
    }
    List<StoredEvent> page = found.subList(0, query.limit());
    StoredEvent last = page.getLast();
    return new Page(page, new Cursor(last.reception().receivedAt(), last.id().value()));
  }

  private static @Nullable Object time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /// Events of one trace, oldest first.
  public List<StoredEvent> trace(UUID traceId, int limit) {
    return database
        .sql(SELECT + " and e.trace_id = ? order by e.received_at, e.stream_id, e.sequence limit ?")
        .param(traceId)
        .param(limit)
        .query((row, n) -> EventRows.read(row))
        .list();
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
