package dev.tradewitness.common.canonical;

/// The one byte sequence of a JSON value: RFC 8785, the JSON Canonicalization Scheme.
public final class CanonicalJson {

  private CanonicalJson() {}

  /// The canonical UTF-8 bytes.
  ///
  /// @throws JsonRefusedException with [JsonRefusedException.Code#NUMBER_RANGE] when a number is
  ///   beyond a double
  public static byte[] bytes(JsonValue value) throws JsonRefusedException {
    return JsonWriter.canonical(value);
  }

  /// The canonical bytes of a value that we built ourselves, whose numbers are known to be in
  /// range.
  ///
  /// @throws IllegalArgumentException when a number is not
  public static byte[] ofOwn(JsonValue value) {
    try {
      return JsonWriter.canonical(value);
    } catch (JsonRefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// The bytes with members in the order given and numbers by their text: for answers, not for
  /// hashing.
  public static byte[] asReceived(JsonValue value) {
    return JsonWriter.asReceived(value);
  }
}
