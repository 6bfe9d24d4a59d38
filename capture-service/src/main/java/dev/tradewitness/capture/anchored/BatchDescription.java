package dev.tradewitness.capture.anchored;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue.JsonNumber;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// The members of a batch record that are needed here.
///
/// @param record the whole record
public record BatchDescription(
    String batchId,
    String policyId,
    long firstSequence,
    long lastSequence,
    String merkleRoot,
    String status,
    @Nullable Instant closedAt,
    @Nullable Instant anchoredAt,
    String record) {

  /// @throws IllegalArgumentException naming the member that is missing or wrong
  public static BatchDescription of(JsonObject record) {
    long first = number(record, "first_sequence");
    long last = number(record, "last_sequence");
    if (last < first) {
      throw new IllegalArgumentException("last_sequence is below first_sequence");
    }
    return new BatchDescription(
        string(record, "batch_id"),
        string(record, "policy_id"),
        first,
        last,
        string(record, "merkle_root"),
        string(record, "status"),
        time(record, "closed_at"),
        time(record, "anchored_at"),
        // A zero character can only stand escaped in JSON text, so PostgreSQL takes it.
        record.toString());
  }

  private static String string(JsonObject record, String name) {
    String value = record.string(name);
    if (value == null || value.isEmpty() || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(name + " is not a string with text");
    }
    return value;
  }

  private static long number(JsonObject record, String name) {
    if (record.get(name) instanceof JsonNumber number) {
      try {
        return Long.parseLong(number.text());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(name + " is not a whole number", e);
      }
    }
    throw new IllegalArgumentException(name + " is not a number");
  }

  private static @Nullable Instant time(JsonObject record, String name) {
    String value = record.string(name);
    if (value == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " is not a time", e);
    }
  }
}
