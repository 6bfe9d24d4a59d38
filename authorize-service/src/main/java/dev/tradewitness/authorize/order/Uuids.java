package dev.tradewitness.authorize.order;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// UUIDs as text: 36 characters in the usual form, or the 32 hex digits of a W3C trace-id.
public final class Uuids {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

  private Uuids() {}

  /// The UUID, or null when the text is neither form.
  public static @Nullable UUID parse(String text) {
    return UUID_FORM.matcher(text).matches() ? UUID.fromString(text) : ofTraceId(text);
  }

  /// The trace-id of a W3C traceparent header, or null when the header is not one.
  public static @Nullable UUID ofTraceparent(String header) {
    var parts = TRACEPARENT.matcher(header);
    return parts.matches() ? ofTraceId(parts.group(1)) : null;
  }

  private static @Nullable UUID ofTraceId(String hex) {
    if (!TRACE_ID.matcher(hex).matches()) {
      return null;
    }
    long high = Long.parseUnsignedLong(hex, 0, 16, 16);
    long low = Long.parseUnsignedLong(hex, 16, 32, 16);
    // All zero is W3C's "no trace".
    return high == 0 && low == 0 ? null : new UUID(high, low);
  }
}
