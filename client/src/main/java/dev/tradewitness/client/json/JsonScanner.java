package dev.tradewitness.client.json;

import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonRefusedException.Code;
import dev.tradewitness.common.canonical.JsonValue;

/// The tokens of RFC 8259, one after the other. For one text and one thread.
final class JsonScanner {

  /// What [#peek] gives behind the last character. No JSON token begins with it.
  private static final char END = '\0';

  private final String text;
  private int at;

  JsonScanner(String text) {
    this.text = text;
  }

  boolean isAtEnd() {
    return at == text.length();
  }

  char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  void skipSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      at++;
    }
  }

  boolean takeIf(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  void take(char expected) throws JsonRefusedException {
    if (!takeIf(expected)) {
      throw refused(Code.NOT_JSON, "expected " + expected);
    }
  }

  JsonValue word(String word, JsonValue value) throws JsonRefusedException {
    if (!text.startsWith(word, at)) {
      throw refused(Code.NOT_JSON, "expected " + word);
    }
    at += word.length();
    return value;
  }

  /// A number's text as it stands.
  String number() throws JsonRefusedException {
    int from = at;
    boolean _ = takeIf('-');
    if (!takeIf('0')) {
      digits();
    }
    if (takeIf('.')) {
      digits();
    }
    if (takeIf('e') || takeIf('E')) {
      boolean _ = takeIf('+') || takeIf('-');
      digits();
    }
    return text.substring(from, at);
  }

  private void digits() throws JsonRefusedException {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == from) {
      throw refused(Code.NOT_JSON, "expected a digit");
    }
  }

  /// A string's value, with its escapes resolved.
  String string() throws JsonRefusedException {
    take('"');
    int from = at;
    while (peek() >= ' ' && peek() != '"' && peek() != '\\') {
      at++;
    }
    // The text was valid UTF-8, so only an escape can make half of a surrogate pair.
    String plain = text.substring(from, at);
    return takeIf('"') ? plain : withEscapes(new StringBuilder(plain));
  }

  private String withEscapes(StringBuilder value) throws JsonRefusedException {
    while (!takeIf('"')) {
      char c = peek();
      if (c < ' ') {
        throw refused(Code.NOT_JSON, isAtEnd() ? "a string without an end" : "a control character");
      }
      at++;
      value.append(c == '\\' ? escaped() : c);
    }
    requireWhole(value);
    return value.toString();
  }

  private char escaped() throws JsonRefusedException {
    char c = peek();
    at = Math.min(at + 1, text.length());
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexDigits();
      default -> throw refused(Code.NOT_JSON, "an unknown escape");
    };
  }

  private char hexDigits() throws JsonRefusedException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      // Character.digit also takes digits of other scripts.
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw refused(Code.NOT_JSON, "expected four hex digits");
      }
      unit = unit << 4 | digit;
      at++;
    }
    return (char) unit;
  }

  private void requireWhole(StringBuilder value) throws JsonRefusedException {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isHighSurrogate(value.charAt(i))
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(value.charAt(i))) {
        throw refused(Code.LONE_SURROGATE, "half of a surrogate pair on its own");
      }
    }
  }

  JsonRefusedException refused(Code code, String message) {
    return new JsonRefusedException(code, "", "%s at character %d".formatted(message, at));
  }
}
