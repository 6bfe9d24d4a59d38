package dev.tradewitness.system.reference;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A JSON reader and RFC 8785 writer of the tests' own: values are `Map`, `List`, `String`,
/// `BigDecimal`, `Boolean` and null. For well-formed texts only.
public final class OwnJson {

  private final String text;
  private int at;

  private OwnJson(String text) {
    this.text = text;
  }

  public static @Nullable Object parse(byte[] utf8) {
    var reader = new OwnJson(new String(utf8, StandardCharsets.UTF_8));
    Object value = reader.value();
    reader.space();
    if (reader.at != reader.text.length()) {
      throw new IllegalArgumentException("text after the value at " + reader.at);
    }
    return value;
  }

  @SuppressWarnings("unchecked") // JSON objects have text for names
  public static Map<String, Object> object(byte[] utf8) {
    return (Map<String, Object>) parse(utf8);
  }

  /// The hash of an event by the guides' reading: SHA-256 over the canonical header and payload.
  public static String eventHash(byte[] event) {
    Map<String, Object> members = object(event);
    var hashed = new LinkedHashMap<String, Object>();
    hashed.put("header", members.get("header"));
    hashed.put("payload", members.get("payload"));
    return HexFormat.of().formatHex(sha256(canonical(hashed).getBytes(StandardCharsets.UTF_8)));
  }

  public static byte[] sha256(byte[]... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String canonical(@Nullable Object value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case Map<?, ?> map -> {
        // String's order is that of UTF-16 code units: RFC 8785 section 3.2.3.
        var sorted = new TreeMap<String, Object>();
        map.forEach((name, member) -> sorted.put((String) name, member));
        char mark = '{';
        for (var member : sorted.entrySet()) {
          out.append(mark);
          quote(member.getKey(), out);
          out.append(':');
          write(member.getValue(), out);
          mark = ',';
        }
        out.append(mark == '{' ? "{}" : "}");
      }
      case List<?> list -> {
        char mark = '[';
        for (Object element : list) {
          out.append(mark);
          write(element, out);
          mark = ',';
        }
        out.append(mark == '[' ? "[]" : "]");
      }
      case String string -> quote(string, out);
      case BigDecimal number -> out.append(number(number.doubleValue()));
      case Integer number -> out.append(number);
      case Long number -> out.append(number(number.doubleValue()));
      case Boolean bool -> out.append(bool);
      default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /// ECMAScript's Number::toString.
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    var shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int k = digits.length();
    int n = k - shortest.scale();
    String sign = value < 0 ? "-" : "";
    if (k <= n && n <= 21) {
      return sign + digits + "0".repeat(n - k);
    }
    if (0 < n && n <= 21) {
      return sign + digits.substring(0, n) + "." + digits.substring(n);
    }
    if (-6 < n && n <= 0) {
      return sign + "0." + "0".repeat(-n) + digits;
    }
    String exponent = (n - 1 < 0 ? "-" : "+") + Math.abs(n - 1);
    String fraction = k == 1 ? "" : "." + digits.substring(1);
    return sign + digits.charAt(0) + fraction + "e" + exponent;
  }

  private @Nullable Object value() {
    space();
    char c = text.charAt(at);
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object() {
    var members = new LinkedHashMap<String, @Nullable Object>();
    at++;
    space();
    while (text.charAt(at) != '}') {
      String name = string();
      space();
      at++; // the colon
      members.put(name, value());
      space();
      if (text.charAt(at) == ',') {
        at++;
        space();
      }
    }
    at++;
    return members;
  }

  private List<@Nullable Object> array() {
    var elements = new ArrayList<@Nullable Object>();
    at++;
    space();
    while (text.charAt(at) != ']') {
      elements.add(value());
      space();
      if (text.charAt(at) == ',') {
        at++;
      }
    }
    at++;
    return elements;
  }

  private String string() {
    var out = new StringBuilder();
    at++;
    for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(at++);
      switch (escaped) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'u' -> {
          out.append((char) Integer.parseInt(text, at, at + 4, 16));
          at += 4;
        }
        default -> out.append(escaped);
      }
    }
    return out.toString();
  }

  private BigDecimal number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return new BigDecimal(text.substring(from, at));
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw new IllegalArgumentException("no JSON at " + at);
    }
    at += word.length();
    return value;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
