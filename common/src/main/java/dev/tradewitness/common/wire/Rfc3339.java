package dev.tradewitness.common.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Times as this product writes them: UTC with six fraction digits, microseconds since 1970 in
/// binary.
public final class Rfc3339 {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Rfc3339() {}

  /// True in the years 1 to 9999. RFC 3339 writes no later ones, and what stores times may take
  /// fewer than Java does.
  public static boolean covers(Instant instant) {
    return !instant.isBefore(FIRST) && instant.isBefore(END);
  }

  public static String text(Instant instant) {
    return MICROS.format(instant);
  }

  public static String ofMicros(long unixMicros) {
    return text(instantOfMicros(unixMicros));
  }

  public static Instant instantOfMicros(long unixMicros) {
    return Instant.EPOCH.plus(unixMicros, ChronoUnit.MICROS);
  }

  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
