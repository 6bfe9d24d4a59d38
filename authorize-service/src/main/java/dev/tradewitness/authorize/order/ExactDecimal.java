package dev.tradewitness.authorize.order;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// The one form of an amount: no trailing zeros, so that equal amounts are equal objects and have
/// one text. Nothing here, or anywhere in this service, turns an amount into a double.
public final class ExactDecimal {

  /// Contracts section 5.
  static final int CHARS_MAX = 40;

  static final int EXPONENT_MAX = 18;

  private ExactDecimal() {}

  /// The amount without trailing zeros; every zero is the same zero.
  public static BigDecimal normal(BigDecimal amount) {
    return amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
  }

  /// Plain digits, never an exponent.
  public static String text(BigDecimal amount) {
    return normal(amount).toPlainString();
  }

  /// The amount that we wrote ourselves.
  public static BigDecimal of(String text) {
    return normal(new BigDecimal(text));
  }

  /// The exact value of a text in JSON's number grammar, or null when it is not in that grammar.
  /// Callers check [#tooLong] and [#outOfRange] first.
  static @Nullable BigDecimal parse(String text) {
    return isNumber(text) ? normal(new BigDecimal(text)) : null;
  }

  /// The amount that somebody wrote, or null when it is not a number within the bounds of an
  /// order's amounts: an exponent without bound makes arithmetic without bound.
  public static @Nullable BigDecimal bounded(String text) {
    return tooLong(text) || outOfRange(text) ? null : parse(text);
  }

  static boolean tooLong(String text) {
    return text.length() > CHARS_MAX;
  }

  /// True when an exponent is written and lies beyond the bound; checked before any arithmetic.
  static boolean outOfRange(String text) {
    int e = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (e < 0) {
      return false;
    }
    long exponent = 0;
    for (int i = e + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        exponent = Math.min(exponent * 10 + (c - '0'), EXPONENT_MAX + 1L);
      }
    }
    return exponent > EXPONENT_MAX;
  }

  /// RFC 8259 section 6: no plus sign, no leading zeros, digits on both sides of the point.
  private static boolean isNumber(String text) {
    int i = text.startsWith("-") ? 1 : 0;
    int whole = digits(text, i);
    if (whole == i || whole - i > 1 && text.charAt(i) == '0') {
      return false;
    }
    i = whole;
    if (i < text.length() && text.charAt(i) == '.') {
      int fraction = digits(text, i + 1);
      if (fraction == i + 1) {
        return false;
      }
      i = fraction;
    }
    if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      i++;
      if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
        i++;
      }
      int exponent = digits(text, i);
      if (exponent == i) {
        return false;
      }
      i = exponent;
    }
    return i == text.length();
  }

  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
