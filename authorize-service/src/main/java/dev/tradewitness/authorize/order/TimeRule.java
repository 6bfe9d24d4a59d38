package dev.tradewitness.authorize.order;

import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How times are read: RFC 3339 in UTC, to the microsecond. What is wrong becomes a violation of
/// the reader.
final class TimeRule {

  // Finer than microseconds would not survive the journal.
  private static final Pattern UTC =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z");

  private TimeRule() {}

  /// @return null when the member is not a time
  static @Nullable Instant required(MemberReader in, String member) {
    return in.required(member) == null ? null : present(in, member);
  }

  static @Nullable Instant present(MemberReader in, String member) {
    if (!(in.raw(member) instanceof JsonValue.JsonString text)) {
      in.violation(member, "WRONG_TYPE", "expected a string");
      return null;
    }
    Instant time = utc(text.value());
    if (time == null) {
      in.violation(
          member,
          "NOT_A_TIME",
          "expected an RFC 3339 time in UTC such as 2026-01-31T12:00:00Z, to the microsecond");
    }
    return time;
  }

  private static @Nullable Instant utc(String text) {
    if (!UTC.matcher(text).matches()) {
      return null;
    }
    try {
      Instant time = Instant.parse(text);
      return Rfc3339.covers(time) ? time : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
