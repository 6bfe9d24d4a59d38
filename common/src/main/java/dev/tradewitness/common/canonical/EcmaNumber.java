package dev.tradewitness.common.canonical;

/// Writes a double as ECMAScript's `Number::toString` does, which RFC 8785 section 3.2.2.3
/// prescribes.
final class EcmaNumber {

  private EcmaNumber() {}

  /// @param value finite
  static String text(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value == 0) {
      return "0"; // minus zero too
    }
    String java = Double.toString(Math.abs(value));
    int e = java.indexOf('E');
    int exponent = e < 0 ? 0 : Integer.parseInt(java, e + 1, java.length(), 10);
    String mantissa = e < 0 ? java : java.substring(0, e);
    int dot = mantissa.indexOf('.');
    String digits = mantissa.substring(0, dot) + mantissa.substring(dot + 1);
    int pointAt = dot + exponent; // value = 0.digits × 10^pointAt, up to leading zeros
    int leading = 0;
    while (leading < digits.length() - 1 && digits.charAt(leading) == '0') {
      leading++;
    }
    digits = digits.substring(leading);
    pointAt -= leading;
    int end = digits.length();
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    digits = digits.substring(0, end);
    int one = digits.length() == 2 ? oneDigit(digits, pointAt, Math.abs(value)) : 0;
    if (one == 10) { // of the next power
      digits = "1";
      pointAt++;
    } else if (one > 0) {
      digits = Integer.toString(one);
    }
    String unsigned = layout(digits, pointAt);
    return value < 0 ? "-" + unsigned : unsigned;
  }

  /// Double.toString gives the shortest digits, but never fewer than two: 4.9E-324 and 9.9E-324
  /// where ECMAScript has 5e-324 and 1e-323.
  ///
  /// @return 1 to 10, or 0 when one digit is not enough
  private static int oneDigit(String twoDigits, int pointAt, double value) {
    int nearest = (Integer.parseInt(twoDigits) + 5) / 10;
    return Double.parseDouble(nearest + "E" + (pointAt - 1)) == value ? nearest : 0;
  }

  /// ECMA-262 Number::toString, steps 6 to 10, with k = digits.length() and n = pointAt.
  private static String layout(String digits, int pointAt) {
    int k = digits.length();
    if (k <= pointAt && pointAt <= 21) {
      return digits + "0".repeat(pointAt - k);
    }
    if (0 < pointAt && pointAt <= 21) {
      return digits.substring(0, pointAt) + "." + digits.substring(pointAt);
    }
    if (-6 < pointAt && pointAt <= 0) {
      return "0." + "0".repeat(-pointAt) + digits;
    }
    int shown = pointAt - 1;
    String exponent = (shown < 0 ? "e-" : "e+") + Math.abs(shown);
    return k == 1 ? digits + exponent : digits.charAt(0) + "." + digits.substring(1) + exponent;
  }
}
