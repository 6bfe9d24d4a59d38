package dev.tradewitness.common.wire;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Times as this product writes them: UTC with six fraction digits, microseconds since 1970 in
/// binary.
public final class Rfc3339 {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final byte[] PATTERN =
      "0000-00-00T00:00:00.000000Z".getBytes(StandardCharsets.ISO_8859_1);
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  /// Of the text `yyyy-MM-ddTHH:mm:ss`.
  private static final int SECONDS_AT = 16;

  private Rfc3339() {}

  /// True in the years 1 to 9999. RFC 3339 writes no later ones, and what stores times may take
  /// fewer than Java does.
  public static boolean covers(Instant instant) {
    return !instant.isBefore(FIRST) && instant.isBefore(END);
  }

  /// Reads a time with its offset (RFC 3339 section 5.6, and what ISO 8601 has besides). A leap
  /// second, which is second 60 before midnight UTC at the end of a month, is read as the second
  /// that follows it: Unix time counts both as one.
  ///
  /// @throws DateTimeException for anything else
  public static Instant parse(String text) {
    if (!text.startsWith(":60", SECONDS_AT)) {
      return OffsetDateTime.parse(text).toInstant();
    }
    String second59 = text.substring(0, SECONDS_AT) + ":59" + text.substring(SECONDS_AT + 3);
    OffsetDateTime before = OffsetDateTime.parse(second59).withOffsetSameInstant(ZoneOffset.UTC);
    LocalDate day = before.toLocalDate();
    if (before.getHour() != 23
        || before.getMinute() != 59
        || day.getDayOfMonth() != day.lengthOfMonth()) {
      throw new DateTimeException("second 60 outside of the end of a month");
    }
    return before.plusSeconds(1).toInstant();
  }

  public static String text(Instant instant) {
    return MICROS.format(instant);
  }

  /// Written digit by digit: every decision and every event has such a time, and the formatter
  /// costs ten times as much.
  public static String ofMicros(long unixMicros) {
    long day = Math.floorDiv(unixMicros, DAY_MICROS);
    if (day < FIRST_DAY || day > LAST_DAY) {
      return text(instantOfMicros(unixMicros));
    }
    LocalDate date = LocalDate.ofEpochDay(day);
    long micros = Math.floorMod(unixMicros, DAY_MICROS);
    int seconds = (int) (micros / 1_000_000);
    byte[] text = PATTERN.clone();
    digits(text, 0, 4, date.getYear());
    digits(text, 5, 2, date.getMonthValue());
    digits(text, 8, 2, date.getDayOfMonth());
    digits(text, 11, 2, seconds / 3600);
    digits(text, 14, 2, seconds / 60 % 60);
    digits(text, 17, 2, seconds % 60);
    digits(text, 20, 6, (int) (micros % 1_000_000));
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] text, int from, int count, int value) {
    int rest = value;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  public static Instant instantOfMicros(long unixMicros) {
    return Instant.EPOCH.plus(unixMicros, ChronoUnit.MICROS);
  }

  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
