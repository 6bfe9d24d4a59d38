package dev.tradewitness.authorize.order;

/// Writes one JSON object as text, member by member, without building it first: for the few objects
/// that every order needs. Strings are escaped as RFC 8785 says, so an object whose members are
/// written in order of their names is in canonical form.
public final class JsonText {

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(640);
  private boolean later;

  /// Starts the object.
  public JsonText() {
    out.append('{');
  }

  public JsonText put(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  public JsonText put(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  public JsonText put(String name, boolean value) {
    name(name);
    out.append(value);
    return this;
  }

  /// A member whose value is JSON already.
  public JsonText raw(String name, CharSequence json) {
    name(name);
    out.append(json);
    return this;
  }

  /// Ends the object.
  public String end() {
    return out.append('}').toString();
  }

  private void name(String name) {
    if (later) {
      out.append(',');
    }
    later = true;
    out.append('"').append(name).append("\":");
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c != '"' && c != '\\') {
        out.append(c);
      } else {
        escape(c);
      }
    }
    out.append('"');
  }

  private void escape(char c) {
    out.append('\\');
    switch (c) {
      case '"', '\\' -> out.append(c);
      case '\b' -> out.append('b');
      case '\t' -> out.append('t');
      case '\n' -> out.append('n');
      case '\f' -> out.append('f');
      case '\r' -> out.append('r');
      default -> out.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }
  }
}
