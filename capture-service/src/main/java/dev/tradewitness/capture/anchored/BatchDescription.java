package dev.tradewitness.capture.anchored;

import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue.JsonNumber;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
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

  private static final long SEQUENCE_MAX = (1L << 53) - 1;

  /// @throws IllegalArgumentException naming the member that is missing or wrong
  public static BatchDescription of(JsonObject record) {
    long first = number(record, "first_sequence");
    long last = number(record, "last_sequence");
    if (last < first) {
      throw new IllegalArgumentException("last_sequence is below first_sequence");
    }
    return new BatchDescription(
        batchId(record),
        policyId(record),
        first,
        last,
        string(record, "merkle_root"),
        string(record, "status"),
        time(record, "closed_at"),
        time(record, "anchored_at"),
        // A zero character can only stand escaped in JSON text, so PostgreSQL takes it.
        record.toString());
  }

  private static String batchId(JsonObject record) {
    UUID id = EventId.uuid(string(record, "batch_id"));
    if (id == null) {
      throw new IllegalArgumentException("batch_id is no UUID");
    }
    return id.toString();
  }

  private static String policyId(JsonObject record) {
    String value = string(record, "policy_id");
    if (!PolicyId.isValid(value)) {
      throw new IllegalArgumentException("policy_id is no policy id");
    }
    return value;
  }

  private static String string(JsonObject record, String name) {
    String value = record.string(name);
    if (value == null || value.isEmpty() || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(name + " is not a string with text");
    }
    return value;
  }

  /// A sequence: a whole number that JSON readers everywhere keep, 0 to 2^53 - 1.
  private static long number(JsonObject record, String name) {
    if (record.get(name) instanceof JsonNumber number) {
      try {
        long value = Long.parseLong(number.text());
        if (value < 0 || value > SEQUENCE_MAX) {
          throw new IllegalArgumentException(name + " is not 0 to 2^53 - 1");
        }
        return value;
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
      Instant time = Rfc3339.parse(value);
      if (!Rfc3339.covers(time)) {
        throw new IllegalArgumentException(name + " is not in the years 1 to 9999");
      }
      return time;
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " is not a time", e);
    }
  }
}
