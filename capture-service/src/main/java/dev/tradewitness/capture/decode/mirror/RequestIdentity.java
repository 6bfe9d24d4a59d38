package dev.tradewitness.capture.decode.mirror;

import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What makes a request the same when it is sent again: the id and the time that the proxy gave it
/// once. The time is part of it because event ids are ordered by time, and the time of arrival
/// changes.
///
/// @param requestId nginx's `$request_id`
/// @param at nginx's `$msec`, when the copy was first sent
public record RequestIdentity(UUID requestId, Instant at) {

  // Seconds since 1970 with milliseconds, as far as an event's nanoseconds reach.
  private static final Pattern MSEC = Pattern.compile("([0-9]{1,10})\\.([0-9]{3})");
  private static final long SECONDS_MAX = Long.MAX_VALUE / 1_000_000_000L - 1;

  /// The id that a header names: 32 hex digits or a UUID's 36 characters. Null for anything else.
  public static @Nullable UUID requestId(@Nullable String header) {
    return header == null ? null : EventId.uuidOrTraceId(header);
  }

  /// The time of a header such as `1772366400.123`. Null for anything else.
  public static @Nullable Instant time(@Nullable String header) {
    if (header == null) {
      return null;
    }
    var parts = MSEC.matcher(header);
    if (!parts.matches()) {
      return null;
    }
    long seconds = Long.parseLong(parts.group(1));
    return seconds > SECONDS_MAX
        ? null
        : Instant.ofEpochSecond(seconds, Long.parseLong(parts.group(2)) * 1_000_000L);
  }

  /// The id of one of the request's events. Another content under it is a conflict: the content is
  /// no part of it.
  ///
  /// @param part 0 for the first
  UUID eventId(int part) {
    return UuidV7.ofContent(
        at.toEpochMilli(),
        Hash.of("mirror|%s|%d".formatted(requestId, part).getBytes(StandardCharsets.US_ASCII)));
  }
}
