package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.search.Cursor;
import dev.tradewitness.capture.search.EventQuery;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Reads query parameters strictly, and writes down each one that is wrong. For one request.
final class QueryReading {

  private static final int TEXT_MAX = 128;

  private final Map<String, String> parameters;
  private final List<Violation> violations = new ArrayList<>();

  QueryReading(Map<String, String> parameters, Set<String> known) {
    this.parameters = parameters;
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        add(name, "UNKNOWN_PARAMETER", "there is no such parameter");
      }
    }
  }

  /// @throws ProblemException 400 with all violations, when there is one
  void requireNone() {
    if (!violations.isEmpty()) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST, "INVALID_PARAMETER", "A parameter is wrong", violations);
    }
  }

  @Nullable String text(String name) {
    return read(
        name,
        // PostgreSQL has no zero character, so nothing is found by one.
        value ->
            value.isEmpty() || value.length() > TEXT_MAX || value.indexOf('\0') >= 0 ? null : value,
        "1 to " + TEXT_MAX + " characters, none of them zero");
  }

  @Nullable String policyId(String name) {
    return read(name, value -> PolicyId.isValid(value) ? value : null, "a policy id");
  }

  @Nullable UUID uuid(String name) {
    return read(name, EventId::uuidOrTraceId, "a UUID, or 32 hex digits");
  }

  @Nullable Instant time(String name) {
    // A plus sign that was not escaped arrives as a blank.
    return read(
        name,
        value -> instant(value.replace(' ', '+')),
        "an RFC 3339 time such as 2026-01-31T12:00:00Z");
  }

  private static @Nullable Instant instant(String value) {
    try {
      Instant time = OffsetDateTime.parse(value).toInstant();
      return Rfc3339.covers(time) ? time : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  @Nullable Cursor cursor(String name) {
    return read(name, value -> Cursor.of(value).orElse(null), "the next_cursor of an answer");
  }

  long number(String name, long min, long max, long absent) {
    Long value =
        read(
            name,
            text -> {
              Long number = wholeNumber(text);
              return number != null && number >= min && number <= max ? number : null;
            },
            "a whole number from " + min + " to " + max);
    return value == null ? absent : value;
  }

  private static @Nullable Long wholeNumber(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  EventQuery eventQuery() {
    Instant from = time("from");
    Instant to = time("to");
    if (from != null && to != null && to.isBefore(from)) {
      add("to", "INVALID_PARAMETER", "to is before from");
    }
    var query =
        new EventQuery(
            policyId("policy_id"),
            uuid("trace_id"),
            text("symbol"),
            text("event_type"),
            text("order_id"),
            text("account_id"),
            from,
            to,
            (int) number("limit", 1, EventQuery.LIMIT_MAX, EventQuery.LIMIT_DEFAULT),
            cursor("cursor"));
    requireNone();
    return query;
  }

  private <T> @Nullable T read(
      String name, Function<String, @Nullable T> reading, String expected) {
    String value = parameters.get(name);
    if (value == null) {
      return null;
    }
    T read = reading.apply(value);
    if (read == null) {
      add(name, "INVALID_PARAMETER", name + " must be " + expected);
    }
    return read;
  }

  private void add(String name, String code, String message) {
    violations.add(new Violation("/" + name, code, message));
  }
}
