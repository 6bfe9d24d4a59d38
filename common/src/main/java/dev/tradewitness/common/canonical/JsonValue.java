package dev.tradewitness.common.canonical;

import java.math.BigDecimal;

/// One JSON value exactly as it was received: numbers keep their text, objects their order.
/// Immutable.
public sealed interface JsonValue permits JsonObject, JsonArray, JsonValue.Scalar {

  /// Everything that holds no other value.
  sealed interface Scalar extends JsonValue {}

  /// Text without lone surrogates.
  record JsonString(String value) implements Scalar {}

  /// A number by its text, so that nothing is lost before somebody decides how to read it.
  record JsonNumber(String text) implements Scalar {

    /// The exact value. Callers bound length and exponent first: see [JsonLimits].
    public BigDecimal decimal() {
      return new BigDecimal(text);
    }

    /// True when the text is an integer that a double cannot tell from its neighbour (beyond 2^53),
    /// so that RFC 8785 would hash two different numbers alike.
    public boolean beyondDoubleInteger() {
      if (text.length() < 16 || text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
        return false;
      }
      return new BigDecimal(text).abs().compareTo(MAX_SAFE_INTEGER) > 0;
    }

    private static final BigDecimal MAX_SAFE_INTEGER = BigDecimal.valueOf((1L << 53) - 1);
  }

  /// `true` or `false`.
  record JsonBoolean(boolean value) implements Scalar {}

  /// `null`.
  record JsonNull() implements Scalar {}

  /// The one null.
  JsonNull NULL = new JsonNull();

  static JsonString of(String value) {
    return new JsonString(value);
  }

  static JsonNumber of(long value) {
    return new JsonNumber(Long.toString(value));
  }

  static JsonBoolean of(boolean value) {
    return new JsonBoolean(value);
  }
}
