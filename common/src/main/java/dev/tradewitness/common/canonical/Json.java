package dev.tradewitness.common.canonical;

import dev.tradewitness.common.canonical.JsonRefusedException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON strictly: RFC 8259 in UTF-8, no duplicate members, no lone surrogates, no trailing
/// text, nothing beyond the given limits. The tokens are Jackson's; what is accepted is decided
/// here.
public final class Json {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Our own limits apply, with our own names; these only have to be wider.
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1001)
                  .maxNumberLength(100_000)
                  .maxStringLength(64 * 1024 * 1024)
                  .maxNameLength(1024 * 1024)
                  .build())
          .build();

  private final JsonParser parser;
  private final JsonLimits limits;

  private Json(JsonParser parser, JsonLimits limits) {
    this.parser = parser;
    this.limits = limits;
  }

  /// The one value that the text holds.
  ///
  /// @throws JsonRefusedException with code and pointer, for every text that is not accepted
  public static JsonValue parse(byte[] text, JsonLimits limits) throws JsonRefusedException {
    requireUtf8(text);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return new Json(parser, limits).wholeOrRefused();
    } catch (StreamConstraintsException e) {
      throw new JsonRefusedException(Code.NOT_JSON, "", "exceeds the reader's bounds");
    } catch (JacksonException e) {
      throw new JsonRefusedException(Code.NOT_JSON, "", plain(e));
    }
  }

  /// The object that the text holds; any other value is refused as [Code#NOT_JSON] saying so.
  public static JsonObject parseObject(byte[] text, JsonLimits limits) throws JsonRefusedException {
    if (parse(text, limits) instanceof JsonObject object) {
      return object;
    }
    throw new JsonRefusedException(Code.NOT_JSON, "", "expected a JSON object");
  }

  private static void requireUtf8(byte[] text) throws JsonRefusedException {
    // Jackson would guess UTF-16 or UTF-32 from zero bytes at the start; no UTF-8 JSON text has one
    // there.
    for (int i = 0; i < Math.min(4, text.length); i++) {
      if (text[i] == 0) {
        throw new JsonRefusedException(Code.NOT_UTF8, "", "a zero byte where JSON starts");
      }
    }
    if (text.length >= 3
        && text[0] == (byte) 0xEF
        && text[1] == (byte) 0xBB
        && text[2] == (byte) 0xBF) {
      throw new JsonRefusedException(Code.NOT_UTF8, "", "a byte order mark; RFC 8259 section 8.1");
    }
    int i = 0;
    while (i < text.length && text[i] >= 0) {
      i++;
    }
    if (i == text.length) {
      return;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, i, text.length - i));
    } catch (CharacterCodingException e) {
      throw new JsonRefusedException(Code.NOT_UTF8, "", "not valid UTF-8");
    }
  }

  private JsonValue wholeOrRefused() throws JsonRefusedException {
    try {
      return whole();
    } catch (StreamReadException e) {
      // Names are looked at by Jackson, which has no other sign of this than its words.
      String message = e.getOriginalMessage();
      if (message != null && message.contains("surrogate")) {
        throw new JsonRefusedException(
            Code.LONE_SURROGATE, enclosing(), "half of a surrogate pair on its own in a name");
      }
      throw e;
    }
  }

  /// Pointer to the object whose members are being read.
  private String enclosing() {
    TokenStreamContext parent = parser.streamReadContext().getParent();
    return parent == null ? "" : parent.pathAsPointer().toString();
  }

  private JsonValue whole() throws JsonRefusedException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new JsonRefusedException(Code.EMPTY, "", "no JSON value");
    }
    JsonValue value = value(first, 1);
    try {
      if (parser.nextToken() != null) {
        throw new JsonRefusedException(Code.TRAILING_TEXT, "", "more text after the JSON value");
      }
    } catch (JacksonException e) {
      throw new JsonRefusedException(Code.TRAILING_TEXT, "", "more text after the JSON value");
    }
    return value;
  }

  private JsonValue value(JsonToken token, int depth) throws JsonRefusedException {
    return switch (token) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> new JsonValue.JsonString(wellFormed(parser.getString()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new JsonValue.JsonNumber(bounded(parser.getString()));
      case VALUE_TRUE -> new JsonValue.JsonBoolean(true);
      case VALUE_FALSE -> new JsonValue.JsonBoolean(false);
      case VALUE_NULL -> JsonValue.NULL;
      default -> throw refused(Code.NOT_JSON, "unexpected " + token);
    };
  }

  private JsonObject object(int depth) throws JsonRefusedException {
    requireDepth(depth);
    var members = new LinkedHashMap<String, JsonValue>();
    for (JsonToken token = parser.nextToken();
        token == JsonToken.PROPERTY_NAME;
        token = parser.nextToken()) {
      String name = wellFormed(parser.currentName());
      JsonValue value = value(parser.nextToken(), depth + 1);
      if (members.putIfAbsent(name, value) != null) {
        throw refused(Code.DUPLICATE_MEMBER, "member \"" + clip(name) + "\" stands twice");
      }
    }
    return JsonObject.owning(members);
  }

  private JsonArray array(int depth) throws JsonRefusedException {
    requireDepth(depth);
    var elements = new ArrayList<JsonValue>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(token, depth + 1));
    }
    return new JsonArray(elements);
  }

  private void requireDepth(int depth) throws JsonRefusedException {
    if (depth > limits.depthMax()) {
      throw refused(Code.TOO_DEEP, "nested deeper than " + limits.depthMax());
    }
  }

  private String wellFormed(String text) throws JsonRefusedException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        throw refused(Code.LONE_SURROGATE, "half of a surrogate pair on its own");
      }
    }
    return text;
  }

  private String bounded(String text) throws JsonRefusedException {
    if (text.length() > limits.numberCharsMax()) {
      throw refused(
          Code.NUMBER_TOO_LONG, "a number of more than " + limits.numberCharsMax() + " characters");
    }
    int e = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (e >= 0 && exponentBeyond(text, e + 1)) {
      throw refused(Code.NUMBER_RANGE, "an exponent beyond " + limits.exponentMax());
    }
    return text;
  }

  private boolean exponentBeyond(String text, int from) {
    long exponent = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '+' && c != '-') {
        exponent = exponent * 10 + (c - '0');
        if (exponent > limits.exponentMax()) {
          return true;
        }
      }
    }
    return false;
  }

  private JsonRefusedException refused(Code code, String message) {
    return new JsonRefusedException(
        code, parser.streamReadContext().pathAsPointer().toString(), message);
  }

  private static String plain(JacksonException e) {
    String message = e.getOriginalMessage();
    return message == null ? "not JSON" : clip(message);
  }

  private static String clip(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120) + "…";
  }
}
