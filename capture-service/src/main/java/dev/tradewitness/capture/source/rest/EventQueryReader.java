package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.search.Cursor;
import dev.tradewitness.capture.search.EventQuery;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.kit.web.QueryReader;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The parameters of `GET /vcp/events` → [EventQuery].
final class EventQueryReader {

  private static final String CODE = "INVALID_PARAMETER";
  private static final int TEXT_MAX = 128;

  private final QueryReader query;

  private EventQueryReader(QueryReader query) {
    this.query = query;
  }

  static EventQuery read(QueryReader query) {
    return new EventQueryReader(query).eventQuery();
  }

  private EventQuery eventQuery() {
    Instant from = query.time("from");
    Instant to = query.time("to");
    if (from != null && to != null && to.isBefore(from)) {
      query.wrong("to", CODE, "to is before from");
    }
    var read =
        new EventQuery(
            query.read(
                "policy_id", CODE, "a policy id", value -> PolicyId.isValid(value) ? value : null),
            traceId(),
            text("symbol"),
            text("event_type"),
            text("order_id"),
            text("account_id"),
            from,
            to,
            (int) query.number("limit", 1, EventQuery.LIMIT_MAX, EventQuery.LIMIT_DEFAULT),
            query.read(
                "cursor", CODE, "the next_cursor of an answer", v -> Cursor.of(v).orElse(null)));
    query.requireNoViolation();
    return read;
  }

  private @Nullable UUID traceId() {
    return query.read("trace_id", CODE, "a UUID, or 32 hex digits", EventId::uuidOrTraceId);
  }

  private @Nullable String text(String name) {
    return query.read(
        name,
        CODE,
        "1 to " + TEXT_MAX + " characters, none of them zero",
        // PostgreSQL has no zero character, so nothing is found by one.
        value ->
            value.isEmpty() || value.length() > TEXT_MAX || value.indexOf('\0') >= 0
                ? null
                : value);
  }
}
