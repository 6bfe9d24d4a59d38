package dev.tradewitness.authorize.order;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes one JSON object as UTF-8, member by member, without building it first: for the few
/// objects that every order needs. Strings are escaped as RFC 8785 says, so an object whose members
/// are written in order of their names is in canonical form.
public final class JsonText {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = 512;

  private byte[] out;
  private int size;
  private int depth;
  private boolean later;

  /// Starts the object.
  public JsonText() {
    this(BYTES);
  }

  /// @param bytes the size expected; more is possible
  public JsonText(int bytes) {
    out = new byte[bytes];
    add('{');
  }

  public JsonText put(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  public JsonText put(String name, long value) {
    name(name);
    ascii(Long.toString(value));
    return this;
  }

  public JsonText put(String name, boolean value) {
    name(name);
    ascii(value ? "true" : "false");
    return this;
  }

  /// A member whose value is JSON already.
  public JsonText raw(String name, String json) {
    name(name);
    plain(json);
    return this;
  }

  /// Starts a member that is an object: what follows belongs to it, until [#close].
  public JsonText open(String name) {
    name(name);
    add('{');
    later = false;
    depth++;
    return this;
  }

  /// Ends the object that [#open] started.
  public JsonText close() {
    if (depth == 0) {
      throw new IllegalStateException("no member is open");
    }
    depth--;
    add('}');
    later = true;
    return this;
  }

  /// Ends the object.
  public byte[] bytes() {
    finish();
    return Arrays.copyOf(out, size);
  }

  /// Ends the object.
  public String end() {
    finish();
    return new String(out, 0, size, StandardCharsets.UTF_8);
  }

  private void finish() {
    if (depth != 0) {
      throw new IllegalStateException("%d members are open".formatted(depth));
    }
    add('}');
  }

  private void name(String name) {
    if (later) {
      add(',');
    }
    later = true;
    add('"');
    ascii(name);
    add('"');
    add(':');
  }

  private void quote(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
        quoteFrom(text, i);
        return;
      }
    }
    // Nearly always: nothing to escape, one byte a character.
    add('"');
    ascii(text);
    add('"');
  }

  private void quoteFrom(String text, int first) {
    add('"');
    int copied = 0;
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        plain(text.substring(copied, i));
        escape(c);
        copied = i + 1;
      }
    }
    plain(text.substring(copied));
    add('"');
  }

  private void escape(char c) {
    add('\\');
    switch (c) {
      case '"', '\\' -> add(c);
      case '\b' -> add('b');
      case '\t' -> add('t');
      case '\n' -> add('n');
      case '\f' -> add('f');
      case '\r' -> add('r');
      default -> {
        ascii("u00");
        room(2);
        out[size++] = HEX[c >> 4];
        out[size++] = HEX[c & 15];
      }
    }
  }

  private void plain(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    room(utf8.length);
    System.arraycopy(utf8, 0, out, size, utf8.length);
    size += utf8.length;
  }

  /// Copies the low byte of each character, which is the whole character here. The method is
  /// deprecated because it does not encode; nothing else copies without a second array.
  @SuppressWarnings("deprecation")
  private void ascii(String text) {
    int length = text.length();
    room(length);
    text.getBytes(0, length, out, size);
    size += length;
  }

  private void add(char c) {
    room(1);
    out[size++] = (byte) c;
  }

  private void room(int more) {
    if (out.length - size < more) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, size + more));
    }
  }
}
