package dev.tradewitness.common.canonical;

/// How much JSON a reader accepts. Every bound has its own [JsonRefusedException.Code].
///
/// @param depthMax nesting of objects and arrays, 1 to 1000
/// @param numberCharsMax characters of one number's text
/// @param exponentMax largest absolute decimal exponent written in a number, checked before any
///   arithmetic (a short text such as `1e999999999` would otherwise make exact arithmetic
///   unboundedly slow)
public record JsonLimits(int depthMax, int numberCharsMax, int exponentMax) {

  /// For events of others: generous, since what arrives is evidence and is kept as it is.
  public static final JsonLimits EVENT = new JsonLimits(64, 1000, 400);

  /// For orders: contracts section 5, "≤ 40 characters, |exponent| ≤ 18".
  public static final JsonLimits ORDER = new JsonLimits(16, 40, 18);

  public JsonLimits {
    if (depthMax < 1 || depthMax > 1000 || numberCharsMax < 1 || exponentMax < 0) {
      throw new IllegalArgumentException(
          "limits out of range: depth %d, number %d characters, exponent %d"
              .formatted(depthMax, numberCharsMax, exponentMax));
    }
  }
}
