package dev.tradewitness.authorize.order;

import dev.tradewitness.common.canonical.JsonValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// How amounts are read: a JSON number, or one in a string, bounded before any arithmetic and then
/// exact. What is wrong becomes a violation of the reader.
final class AmountRules {

  private AmountRules() {}

  /// @return null when the member is not a number above zero
  static @Nullable BigDecimal positive(MemberReader in, String member) {
    BigDecimal value = decimal(in, member);
    if (value != null && value.signum() <= 0) {
      in.violation(member, "NOT_POSITIVE", "expected a number above zero");
      return null;
    }
    return value;
  }

  /// @return null when the member is not a number from zero on
  static @Nullable BigDecimal zeroOrAbove(MemberReader in, String member) {
    BigDecimal value = decimal(in, member);
    if (value != null && value.signum() < 0) {
      in.violation(member, "NEGATIVE", "expected zero or a number above zero");
      return null;
    }
    return value;
  }

  private static @Nullable BigDecimal decimal(MemberReader in, String member) {
    String text =
        switch (in.raw(member)) {
          case JsonValue.JsonNumber number -> number.text();
          case JsonValue.JsonString string -> string.value();
          case null, default -> null;
        };
    if (text == null) {
      in.violation(member, "WRONG_TYPE", "expected a number, or a number as a string");
    } else if (ExactDecimal.tooLong(text)) {
      in.violation(
          member,
          "NUMBER_TOO_LONG",
          "a number of more than " + ExactDecimal.CHARS_MAX + " characters");
    } else if (ExactDecimal.outOfRange(text)) {
      in.violation(member, "NUMBER_RANGE", "an exponent beyond " + ExactDecimal.EXPONENT_MAX);
    } else {
      BigDecimal value = ExactDecimal.parse(text);
      if (value == null) {
        in.violation(member, "NOT_A_NUMBER", "not a number in JSON's grammar");
      }
      return value;
    }
    return null;
  }
}
