package dev.tradewitness.client.json;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonRefusedException.Code;
import dev.tradewitness.common.canonical.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Reads what the services' reader reads, with the same value, and refuses what it refuses: RFC
/// 8259 in UTF-8, no duplicate members, no lone surrogates, no trailing text, nothing beyond the
/// limits. A refusal has no pointer; its message names the character.
public final class JsonText {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final JsonScanner in;
  private final JsonLimits limits;

  private JsonText(JsonScanner in, JsonLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  /// The one value that the text holds.
  ///
  /// @throws JsonRefusedException for every text that is not accepted
  public static JsonValue parse(byte[] text, JsonLimits limits) throws JsonRefusedException {
    var in = new JsonScanner(decoded(text));
    in.skipSpace();
    if (in.isAtEnd()) {
      throw in.refused(Code.EMPTY, "no JSON value");
    }
    JsonValue value = new JsonText(in, limits).value(1);
    in.skipSpace();
    if (!in.isAtEnd()) {
      throw in.refused(Code.TRAILING_TEXT, "more text after the JSON value");
    }
    return value;
  }

  /// The object that the text holds; any other value is refused.
  public static JsonObject parseObject(byte[] text, JsonLimits limits) throws JsonRefusedException {
    if (parse(text, limits) instanceof JsonObject object) {
      return object;
    }
    throw new JsonRefusedException(Code.NOT_JSON, "", "expected a JSON object");
  }

  private static String decoded(byte[] text) throws JsonRefusedException {
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      if (decoded.isEmpty() || decoded.charAt(0) != BYTE_ORDER_MARK) {
        return decoded;
      }
    } catch (CharacterCodingException e) {
      throw new JsonRefusedException(Code.NOT_UTF8, "", "not valid UTF-8");
    }
    throw new JsonRefusedException(Code.NOT_UTF8, "", "a byte order mark; RFC 8259 section 8.1");
  }

  private JsonValue value(int depth) throws JsonRefusedException {
    return switch (in.peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new JsonValue.JsonString(in.string());
      case 't' -> in.word("true", new JsonValue.JsonBoolean(true));
      case 'f' -> in.word("false", new JsonValue.JsonBoolean(false));
      case 'n' -> in.word("null", JsonValue.NULL);
      default -> new JsonValue.JsonNumber(bounded(in.number()));
    };
  }

  private JsonObject object(int depth) throws JsonRefusedException {
    requireDepth(depth);
    var members = new LinkedHashMap<String, JsonValue>();
    in.take('{');
    in.skipSpace();
    if (!in.takeIf('}')) {
      do {
        in.skipSpace();
        String name = in.string();
        in.skipSpace();
        in.take(':');
        in.skipSpace();
        if (members.putIfAbsent(name, value(depth + 1)) != null) {
          throw in.refused(Code.DUPLICATE_MEMBER, "a member stands twice");
        }
        in.skipSpace();
      } while (in.takeIf(','));
      in.take('}');
    }
    return JsonObject.builder().putAll(members).build();
  }

  private JsonArray array(int depth) throws JsonRefusedException {
    requireDepth(depth);
    var elements = new ArrayList<JsonValue>();
    in.take('[');
    in.skipSpace();
    if (!in.takeIf(']')) {
      do {
        in.skipSpace();
        elements.add(value(depth + 1));
        in.skipSpace();
      } while (in.takeIf(','));
      in.take(']');
    }
    return new JsonArray(elements);
  }

  private void requireDepth(int depth) throws JsonRefusedException {
    if (depth > limits.depthMax()) {
      throw in.refused(Code.TOO_DEEP, "nested deeper than " + limits.depthMax());
    }
  }

  private String bounded(String number) throws JsonRefusedException {
    if (number.length() > limits.numberCharsMax()) {
      throw in.refused(
          Code.NUMBER_TOO_LONG, "a number of more than " + limits.numberCharsMax() + " characters");
    }
    int e = Math.max(number.indexOf('e'), number.indexOf('E'));
    if (e >= 0 && isExponentBeyond(number, e + 1)) {
      throw in.refused(Code.NUMBER_RANGE, "an exponent beyond " + limits.exponentMax());
    }
    return number;
  }

  private boolean isExponentBeyond(String number, int from) {
    long exponent = 0;
    for (int i = from; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c != '+' && c != '-') {
        exponent = exponent * 10 + (c - '0');
        if (exponent > limits.exponentMax()) {
          return true;
        }
      }
    }
    return false;
  }
}
