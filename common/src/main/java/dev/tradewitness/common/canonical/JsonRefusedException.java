package dev.tradewitness.common.canonical;

/// A text that is not JSON as this product reads it, with the place and the reason.
public final class JsonRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Why a text is refused.
  public enum Code {
    /// No text at all, or white space only.
    EMPTY,
    /// Not valid UTF-8, or another encoding.
    NOT_UTF8,
    /// Against the grammar of RFC 8259, NaN and Infinity included.
    NOT_JSON,
    /// More text after the value.
    TRAILING_TEXT,
    /// The same member name twice in one object.
    DUPLICATE_MEMBER,
    /// A half of a surrogate pair on its own, which no UTF-8 can carry.
    LONE_SURROGATE,
    /// Nested deeper than the limit.
    TOO_DEEP,
    /// A number's text longer than the limit.
    NUMBER_TOO_LONG,
    /// A number's exponent beyond the limit, or its value beyond the range of a double where one is
    /// needed.
    NUMBER_RANGE
  }

  private final Code code;
  private final String pointer;

  public JsonRefusedException(Code code, String pointer, String message) {
    super(message);
    this.code = code;
    this.pointer = pointer;
  }

  public Code code() {
    return code;
  }

  /// RFC 6901 pointer of the value at fault; empty for the whole text.
  public String pointer() {
    return pointer;
  }
}
