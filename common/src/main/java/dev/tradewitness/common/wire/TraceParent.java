package dev.tradewitness.common.wire;

import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `traceparent` header of W3C Trace Context, over HTTP and Kafka alike: which trace something
/// belongs to, and which step of it caused it.
///
/// @param traceId the 16 bytes of the trace-id; they are written as a UUID elsewhere
/// @param parentId the 8 bytes of the parent-id, not 0
/// @param sampled whether the caller may have recorded its step
public record TraceParent(UUID traceId, long parentId, boolean sampled) {

  public static final String HEADER = "traceparent";

  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final String VERSION = "00";
  private static final String NO_VERSION = "ff";
  private static final int TEXT_MAX = 512;
  private static final HexFormat HEX = HexFormat.of();

  public TraceParent {
    if (isNone(traceId) || parentId == 0) {
      throw new IllegalArgumentException("all zero is no trace and no parent");
    }
  }

  /// What is caused by a thing that has a UUID and was recorded here; null when there is no trace,
  /// or an all zero one, which W3C calls none.
  public static @Nullable TraceParent causedBy(@Nullable UUID traceId, UUID cause) {
    if (traceId == null || isNone(traceId)) {
      return null;
    }
    long low = cause.getLeastSignificantBits();
    return new TraceParent(traceId, low == 0 ? 1 : low, true);
  }

  /// Null when the text is not of that form: the trace then begins anew (section 4.3 of the
  /// standard). Of later versions the parts that version 00 has are read (section 3.2.2).
  public static @Nullable TraceParent parse(@Nullable String text) {
    if (text == null || text.length() > TEXT_MAX) {
      return null;
    }
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()
        || parts.group(1).equals(NO_VERSION)
        || parts.group(1).equals(VERSION) && parts.group(5) != null) {
      return null;
    }
    UUID traceId = uuid(parts.group(2));
    long parentId = Long.parseUnsignedLong(parts.group(3), 16);
    boolean sampled = (Integer.parseInt(parts.group(4), 16) & 1) == 1;
    return isNone(traceId) || parentId == 0 ? null : new TraceParent(traceId, parentId, sampled);
  }

  /// The trace that a header names, or null.
  public static @Nullable UUID traceIdOf(@Nullable String header) {
    TraceParent parent = parse(header);
    return parent == null ? null : parent.traceId();
  }

  /// As version 00.
  public String text() {
    return VERSION
        + '-'
        + HEX.toHexDigits(traceId.getMostSignificantBits())
        + HEX.toHexDigits(traceId.getLeastSignificantBits())
        + '-'
        + HEX.toHexDigits(parentId)
        + (sampled ? "-01" : "-00");
  }

  private static UUID uuid(String hex) {
    return new UUID(
        Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
  }

  /// All zero is what the standard calls no trace (section 3.2.2.3).
  public static boolean isNone(UUID id) {
    return id.getMostSignificantBits() == 0 && id.getLeastSignificantBits() == 0;
  }
}
