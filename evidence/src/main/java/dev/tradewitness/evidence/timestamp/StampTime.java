package dev.tradewitness.evidence.timestamp;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.tsp.GenTimeAccuracy;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.jspecify.annotations.Nullable;

/// When a time-stamp authority says it saw an imprint (RFC 3161 section 2.4.2).
///
/// @param genTime as stamped, to the last digit that it has
/// @param accuracy how far the true time may lie from it on either side; zero where the token does
///   not say
public record StampTime(Instant genTime, Duration accuracy) {

  /// How far two machines' clocks may lie apart.
  public static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

  // RFC 3161: seconds are always there, a fraction follows where it is needed, and the zone is Z.
  private static final Pattern GENERALIZED_TIME =
      Pattern.compile("([0-9]{14})(?:\\.([0-9]{1,9}))?Z");
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  // Enough for any honest clock; a larger one could move the bounds out of Instant's range.
  private static final Duration ACCURACY_MAX = Duration.ofDays(366);

  static StampTime of(TimeStampTokenInfo info) throws TimeStampRefusedException {
    return new StampTime(
        genTime(info.toASN1Structure().getGenTime().getTimeString()),
        accuracy(info.getGenTimeAccuracy()));
  }

  private static Instant genTime(String text) throws TimeStampRefusedException {
    Matcher matcher = GENERALIZED_TIME.matcher(text);
    if (!matcher.matches()) {
      throw new TimeStampRefusedException("its genTime is not one of RFC 3161: " + text);
    }
    try {
      Instant seconds = LocalDateTime.parse(matcher.group(1), SECONDS).toInstant(ZoneOffset.UTC);
      String fraction = matcher.group(2);
      return fraction == null
          ? seconds
          : seconds.plusNanos(Long.parseLong((fraction + "00000000").substring(0, 9)));
    } catch (DateTimeException e) {
      throw new TimeStampRefusedException("its genTime does not exist: " + text);
    }
  }

  private static Duration accuracy(@Nullable GenTimeAccuracy stated)
      throws TimeStampRefusedException {
    if (stated == null) {
      return Duration.ZERO;
    }
    if (stated.getSeconds() < 0 || stated.getMillis() < 0 || stated.getMicros() < 0) {
      throw new TimeStampRefusedException("its accuracy is negative");
    }
    Duration accuracy =
        Duration.ofSeconds(stated.getSeconds())
            .plusMillis(stated.getMillis())
            .plusNanos(stated.getMicros() * 1000L);
    if (accuracy.compareTo(ACCURACY_MAX) > 0) {
      throw new TimeStampRefusedException("its accuracy of %s says nothing".formatted(accuracy));
    }
    return accuracy;
  }

  /// What is stamped existed at this time at the latest.
  public Instant latest() {
    return genTime.plus(accuracy);
  }

  /// The time with its accuracy, for people.
  @Override
  public String toString() {
    return accuracy.isZero() ? genTime.toString() : genTime + " ± " + seconds(accuracy) + " s";
  }

  private static String seconds(Duration duration) {
    return java.math.BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
  }
}
