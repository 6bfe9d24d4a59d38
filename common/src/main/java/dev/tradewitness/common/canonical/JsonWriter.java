package dev.tradewitness.common.canonical;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// Writes JSON bytes without white space, with RFC 8785's escapes. Not for sharing between threads.
final class JsonWriter {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final boolean canonical;
  private byte[] buffer = new byte[512];
  private int length;

  private JsonWriter(boolean canonical) {
    this.canonical = canonical;
  }

  static byte[] canonical(JsonValue value) throws JsonRefusedException {
    var writer = new JsonWriter(true);
    writer.write(value);
    return writer.bytes();
  }

  /// Members in the order received and numbers by their text.
  static byte[] asReceived(JsonValue value) {
    var writer = new JsonWriter(false);
    try {
      writer.write(value);
    } catch (JsonRefusedException e) {
      throw new AssertionError("only canonical numbers can be refused", e);
    }
    return writer.bytes();
  }

  static String text(JsonValue value) {
    return new String(asReceived(value), StandardCharsets.UTF_8);
  }

  private byte[] bytes() {
    return Arrays.copyOf(buffer, length);
  }

  private void write(JsonValue value) throws JsonRefusedException {
    switch (value) {
      case JsonObject object -> object(object);
      case JsonArray array -> array(array);
      case JsonValue.JsonString string -> string(string.value());
      case JsonValue.JsonNumber number -> ascii(canonical ? number(number) : number.text());
      case JsonValue.JsonBoolean bool -> ascii(bool.value() ? "true" : "false");
      case JsonValue.JsonNull ignored -> ascii("null");
    }
  }

  private void object(JsonObject object) throws JsonRefusedException {
    put('{');
    if (canonical) {
      // RFC 8785 section 3.2.3: by UTF-16 code units, which is String's natural order.
      String[] names = object.members().keySet().toArray(String[]::new);
      Arrays.sort(names);
      for (int i = 0; i < names.length; i++) {
        member(i > 0, names[i], java.util.Objects.requireNonNull(object.get(names[i])));
      }
    } else {
      boolean later = false;
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        member(later, member.getKey(), member.getValue());
        later = true;
      }
    }
    put('}');
  }

  private void member(boolean later, String name, JsonValue value) throws JsonRefusedException {
    if (later) {
      put(',');
    }
    string(name);
    put(':');
    write(value);
  }

  private void array(JsonArray array) throws JsonRefusedException {
    put('[');
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        put(',');
      }
      write(array.get(i));
    }
    put(']');
  }

  private static String number(JsonValue.JsonNumber number) throws JsonRefusedException {
    String text = number.text();
    // The common case, small integers, is its own canonical form.
    if (text.length() <= 15 && isPlainInteger(text)) {
      return text;
    }
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new JsonRefusedException(
          JsonRefusedException.Code.NUMBER_RANGE,
          "",
          "a number beyond the range of a double has no canonical form (RFC 8785 section 3.2.2.3)");
    }
    return EcmaNumber.text(value);
  }

  private static boolean isPlainInteger(String text) {
    int from = text.charAt(0) == '-' ? 1 : 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return !text.equals("-0");
  }

  private void string(String text) {
    put('"');
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c != '"' && c != '\\' && c < 0x80) {
        continue;
      }
      run(text, start, i);
      if (c < 0x80) {
        escape(c);
        start = i + 1;
      } else {
        int end = i + 1;
        while (end < text.length() && text.charAt(end) >= 0x80) {
          end++;
        }
        raw(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
        start = end;
        i = end - 1;
      }
    }
    run(text, start, text.length());
    put('"');
  }

  @SuppressWarnings("deprecation") // the one call that copies ASCII without an encoder
  private void run(String text, int from, int to) {
    if (to > from) {
      ensure(to - from);
      text.getBytes(from, to, buffer, length);
      length += to - from;
    }
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> ascii("\\\"");
      case '\\' -> ascii("\\\\");
      case '\b' -> ascii("\\b");
      case '\t' -> ascii("\\t");
      case '\n' -> ascii("\\n");
      case '\f' -> ascii("\\f");
      case '\r' -> ascii("\\r");
      default -> {
        ascii("\\u00");
        put(HEX[c >> 4]);
        put(HEX[c & 15]);
      }
    }
  }

  private void ascii(String text) {
    run(text, 0, text.length());
  }

  private void raw(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void put(int b) {
    ensure(1);
    buffer[length++] = (byte) b;
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
