package dev.tradewitness.capture.decode.ldjson;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a member's value out of the text of a JSON object, byte for byte as it was sent. Only for
/// texts that a strict reader has taken.
final class MemberText {

  private final byte[] json;
  private int at;

  private MemberText(byte[] json) {
    this.json = json;
  }

  /// Null when no member has that name, or its name is written with escapes.
  static byte @Nullable [] of(byte[] json, String name) {
    return new MemberText(json).find(("\"" + name + "\"").getBytes(StandardCharsets.US_ASCII));
  }

  private byte @Nullable [] find(byte[] quotedName) {
    skipBlank();
    at++; // the opening brace
    skipBlank();
    while (json[at] == '"') {
      int nameStart = at;
      skipString();
      boolean found = Arrays.equals(json, nameStart, at, quotedName, 0, quotedName.length);
      skipBlank();
      at++; // the colon
      skipBlank();
      int start = at;
      skipValue();
      if (found) {
        return Arrays.copyOfRange(json, start, at);
      }
      skipBlank();
      if (json[at] == ',') {
        at++;
        skipBlank();
      }
    }
    return null;
  }

  private void skipBlank() {
    while (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n') {
      at++;
    }
  }

  private void skipString() {
    at++;
    while (json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    at++;
  }

  private void skipValue() {
    int depth = 0;
    do {
      switch (json[at]) {
        case '"' -> skipString();
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        default -> at++;
      }
    } while (depth > 0 || !endsHere());
  }

  /// Whether a value of depth 0 has ended: an object, array or string at its last byte, a number or
  /// word before the next separator.
  private boolean endsHere() {
    byte last = json[at - 1];
    if (last == '"' || last == '}' || last == ']') {
      return true;
    }
    byte next = json[at];
    return next == ','
        || next == '}'
        || next == ' '
        || next == '\t'
        || next == '\r'
        || next == '\n';
  }
}
