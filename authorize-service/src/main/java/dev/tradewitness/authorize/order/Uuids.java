package dev.tradewitness.authorize.order;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// UUIDs as text: 36 characters in the usual form, or the 32 hex digits of a W3C trace-id.
public final class Uuids {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");

  private Uuids() {}

  /// The UUID, or null when the text is neither form.
  public static @Nullable UUID parse(String text) {
    return UUID_FORM.matcher(text).matches() ? UUID.fromString(text) : ofTraceId(text);
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
