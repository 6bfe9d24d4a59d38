package dev.tradewitness.authorize.order;

import org.jspecify.annotations.Nullable;

/// What an id may look like: 1 to 64 printable ASCII characters, no space at either end.
final class Printable {

  static final int CHARS_MAX = 64;

  private Printable() {}

  /// The code of what is wrong with the text, or null when it may be an id.
  static @Nullable String fault(String text) {
    if (text.isEmpty()) {
      return "EMPTY";
    }
    if (text.length() > CHARS_MAX) {
      return "TOO_LONG";
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7E) {
        return "NOT_PRINTABLE";
      }
    }
    return text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ' ? "NOT_PRINTABLE" : null;
  }

  static String require(String what, String text) {
    String fault = fault(text);
    if (fault != null) {
      throw new IllegalArgumentException(
          "%s is 1 to %d printable characters: %s".formatted(what, CHARS_MAX, fault));
    }
    return text;
  }
}
