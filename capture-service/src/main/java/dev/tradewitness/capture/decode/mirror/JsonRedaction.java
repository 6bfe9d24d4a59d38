package dev.tradewitness.capture.decode.mirror;

import dev.tradewitness.capture.decode.foreign.JsonPointer;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Takes the values of secret members out of a text, without parsing it: JSON that a strict reader
/// refuses (a name twice, a comma too many, several values) has secrets, too. Whatever follows a
/// quoted secret name and a colon counts as a value. Every other byte stays as it is, so JSON stays
/// JSON. For one text.
final class JsonRedaction {

  private static final byte[] REDACTED = "\"[redacted]\"".getBytes(StandardCharsets.US_ASCII);

  // Each character of a name may be written as six.
  private static final int NAME_BYTES_MAX = 6 * SecretNames.CHARS_MAX;

  private final byte[] text;
  private final SecretNames names;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int count;

  private JsonRedaction(byte[] text, SecretNames names) {
    this.text = text;
    this.names = names;
  }

  /// The text without secrets, and how many were taken out.
  static JsonRedaction of(byte[] text, SecretNames names) {
    var redaction = new JsonRedaction(text, names);
    redaction.run();
    return redaction;
  }

  /// The given text itself when nothing was taken out.
  byte[] text() {
    return count == 0 ? text : out.toByteArray();
  }

  int count() {
    return count;
  }

  private void run() {
    int kept = 0;
    int at = 0;
    while (at < text.length) {
      int value = isQuote(at) ? valueOfSecret(at) : -1;
      if (value < kept) {
        at++;
        continue;
      }
      out.write(text, kept, value - kept);
      out.writeBytes(REDACTED);
      count++;
      kept = endOfValue(value);
      // Where a quote or a separator is missing, what was taken out has the next name's beginning.
      at = Math.max(value, kept - NAME_BYTES_MAX);
    }
    out.write(text, kept, text.length - kept);
  }

  /// Every quote may begin a name: where one is missing or too many, which do is not known. In JSON
  /// one with a backslash before it begins none.
  private boolean isQuote(int at) {
    return text[at] == '"' && (at == 0 || text[at - 1] != '\\');
  }

  /// Where the value begins, or -1 when no secret name stands here.
  private int valueOfSecret(int quote) {
    int end = endOfString(quote, Math.min(text.length, quote + NAME_BYTES_MAX));
    int colon = skipBlank(end);
    return colon < text.length && text[colon] == ':' && isSecret(quote + 1, end - 1)
        ? skipBlank(colon + 1)
        : -1;
  }

  private boolean isSecret(int from, int to) {
    return to > from && names.has(unescaped(from, to));
  }

  private String unescaped(int from, int to) {
    String raw = new String(text, from, to - from, StandardCharsets.UTF_8);
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    var name = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 1 < raw.length()) {
        i++;
        c = raw.charAt(i);
        if (c == 'u' && i + 4 < raw.length()) {
          int code = hex(raw, i + 1);
          if (code >= 0) {
            c = (char) code;
            i += 4;
          }
        }
      }
      name.append(c);
    }
    return name.toString();
  }

  private static int hex(String text, int from) {
    int code = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      code = code << 4 | digit;
    }
    return code;
  }

  private int endOfValue(int from) {
    if (from == text.length) {
      return from;
    }
    return switch (text[from]) {
      case '"' -> endOfString(from, text.length);
      case '{', '[' -> endOfBrackets(from);
      default -> {
        int at = from;
        while (at < text.length && !isBlank(text[at]) && ",}]".indexOf(text[at]) < 0) {
          at++;
        }
        yield at;
      }
    };
  }

  private int endOfBrackets(int from) {
    int depth = 0;
    int at = from;
    while (at < text.length) {
      switch (text[at]) {
        case '"' -> {
          at = endOfString(at, text.length);
          continue;
        }
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      at++;
      if (depth == 0) {
        return at;
      }
    }
    return at;
  }

  /// Behind the closing quote, or the bound.
  private int endOfString(int from, int bound) {
    int at = from + 1;
    while (at < bound) {
      if (text[at] == '"') {
        return at + 1;
      }
      at += text[at] == '\\' ? 2 : 1;
    }
    return bound;
  }

  private int skipBlank(int from) {
    int at = from;
    while (at < text.length && isBlank(text[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  /// Pointers to the secret members of a value.
  ///
  /// @param pointersMax at most so many
  /// @param charsMax of each; a longer one is left out
  static List<String> pointers(JsonValue value, SecretNames names, int pointersMax, int charsMax) {
    var found = new ArrayList<String>();
    find(value, "", names, pointersMax, charsMax, found);
    return found;
  }

  private static void find(
      JsonValue value,
      String at,
      SecretNames names,
      int pointersMax,
      int charsMax,
      List<String> found) {
    switch (value) {
      case JsonObject object ->
          object
              .members()
              .forEach((name, member) -> {
                if (found.size() >= pointersMax || at.length() + name.length() > charsMax) {
                  return;
                }
                String pointer = at + JsonPointer.step(name);
                if (!names.has(name)) {
                  find(member, pointer, names, pointersMax, charsMax, found);
                } else if (pointer.length() <= charsMax) {
                  found.add(pointer);
                }
              });
      case JsonArray array -> {
        for (int i = 0; i < array.size() && found.size() < pointersMax; i++) {
          find(array.get(i), at + "/" + i, names, pointersMax, charsMax, found);
        }
      }
      case JsonValue.Scalar ignored -> {}
    }
  }
}
