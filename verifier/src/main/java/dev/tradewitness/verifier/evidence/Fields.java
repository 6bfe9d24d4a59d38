package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A JSON object read member by member, each in its one spelling.
public final class Fields {

  /// For every member but the events: shallow, and whole numbers only.
  public static final JsonLimits LIMITS = new JsonLimits(12, 20, 0);

  private static final long COUNT_MAX = (1L << 53) - 1;
  private static final int SHOWN_CHARS_MAX = 160;
  private static final Pattern COUNT = Pattern.compile("0|[1-9][0-9]{0,15}");
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z");

  private static final Pattern ORIGIN = Pattern.compile("[!-*,-~]{1,512}");

  private final JsonObject object;
  private final String pointer;

  private Fields(JsonObject object, String pointer) {
    this.object = object;
    this.pointer = pointer;
  }

  public static Fields of(JsonObject object) {
    return new Fields(object, "");
  }

  public JsonObject json() {
    return object;
  }

  /// This object, which has no members but the listed ones: a reader would take any other for
  /// something that was checked.
  public Fields only(Set<String> names) throws MalformedException {
    for (String name : object.members().keySet()) {
      if (!names.contains(name)) {
        throw new MalformedException("%s/%s is unknown".formatted(pointer, clip(name)));
      }
    }
    return this;
  }

  public String text(String name) throws MalformedException {
    if (object.get(name) instanceof JsonValue.JsonString text) {
      return text.value();
    }
    throw wrong(name, "a text");
  }

  /// Null when the member is absent or `null`.
  public @Nullable String textOrNull(String name) throws MalformedException {
    return switch (object.get(name)) {
      case null -> null;
      case JsonValue.JsonNull _ -> null;
      default -> text(name);
    };
  }

  /// 64 lowercase hex digits.
  public Hash hash(String name) throws MalformedException {
    return hash(name, object.get(name));
  }

  /// Null when the member is absent or `null`.
  public @Nullable Hash hashOrNull(String name) throws MalformedException {
    return textOrNull(name) == null ? null : hash(name);
  }

  /// A whole number from 0 to 2^53 - 1, the range in which JSON's numbers are exact.
  public long count(String name) throws MalformedException {
    if (object.get(name) instanceof JsonValue.JsonNumber number
        && COUNT.matcher(number.text()).matches()) {
      long value = Long.parseLong(number.text());
      if (value <= COUNT_MAX) {
        return value;
      }
    }
    throw wrong(name, "a whole number from 0 to 2^53 - 1");
  }

  /// A time of RFC 3339 in UTC.
  public Instant time(String name) throws MalformedException {
    String text = text(name);
    try {
      if (TIME.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeParseException e) {
      throw wrong(name, "a time of RFC 3339 in UTC");
    }
    throw wrong(name, "a time of RFC 3339 in UTC");
  }

  public @Nullable Instant timeOrNull(String name) throws MalformedException {
    return textOrNull(name) == null ? null : time(name);
  }

  /// Bytes in base64, padded, with no bit that is not used.
  public byte[] base64(String name) throws MalformedException {
    return base64(name, text(name), Base64.getDecoder(), Base64.getEncoder());
  }

  /// Bytes in base64url without padding.
  public byte[] base64url(String name) throws MalformedException {
    return base64(
        name, text(name), Base64.getUrlDecoder(), Base64.getUrlEncoder().withoutPadding());
  }

  private byte[] base64(String name, String text, Base64.Decoder decoder, Base64.Encoder encoder)
      throws MalformedException {
    try {
      byte[] bytes = decoder.decode(text);
      // The decoder overlooks bits of the last character that stand for nothing.
      if (encoder.encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(name, "base64");
    }
    throw wrong(name, "base64 as it is written");
  }

  public Fields object(String name) throws MalformedException {
    if (object.get(name) instanceof JsonObject inner) {
      return new Fields(inner, pointer + "/" + name);
    }
    throw wrong(name, "an object");
  }

  public List<Fields> objects(String name, int max) throws MalformedException {
    JsonArray array = array(name, max);
    var all = new ArrayList<Fields>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof JsonObject inner)) {
        throw wrong(name + "/" + i, "an object");
      }
      all.add(new Fields(inner, pointer + "/" + name + "/" + i));
    }
    return all;
  }

  public List<Hash> hashes(String name, int max) throws MalformedException {
    JsonArray array = array(name, max);
    var all = new ArrayList<Hash>();
    for (int i = 0; i < array.size(); i++) {
      all.add(hash(name + "/" + i, array.get(i)));
    }
    return all;
  }

  public List<String> texts(String name, int max) throws MalformedException {
    JsonArray array = array(name, max);
    var all = new ArrayList<String>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof JsonValue.JsonString text)) {
        throw wrong(name + "/" + i, "a text");
      }
      all.add(text.value());
    }
    return all;
  }

  private JsonArray array(String name, int max) throws MalformedException {
    if (object.get(name) instanceof JsonArray array && array.size() <= max) {
      return array;
    }
    throw wrong(name, "a list of up to " + max);
  }

  private Hash hash(String name, @Nullable JsonValue value) throws MalformedException {
    if (value instanceof JsonValue.JsonString text && text.value().length() == 2 * Hash.BYTES) {
      try {
        Hash hash = Hash.ofHex(text.value());
        if (hash.hex().equals(text.value())) {
          return hash;
        }
      } catch (IllegalArgumentException e) {
        throw wrong(name, "64 lowercase hex digits");
      }
    }
    throw wrong(name, "64 lowercase hex digits");
  }

  /// A stream's name.
  public String policyId(String name) throws MalformedException {
    String text = text(name);
    if (!PolicyId.isValid(text)) {
      throw wrong(name, "a policy id");
    }
    return text;
  }

  /// A log server's name: it stands in notes, which allow no spaces and no plus in it.
  public String origin(String name) throws MalformedException {
    String text = text(name);
    if (!ORIGIN.matcher(text).matches()) {
      throw wrong(name, "the name of a log");
    }
    return text;
  }

  /// One of the names given.
  public String oneOf(String name, String... names) throws MalformedException {
    String text = text(name);
    if (!Arrays.asList(names).contains(text)) {
      throw wrong(name, "one of " + String.join(", ", names));
    }
    return text;
  }

  public MalformedException wrong(String name, String expected) {
    JsonValue value = object.get(name);
    String found = value == null ? "" : ": " + clip(value.toString());
    return new MalformedException("%s/%s is not %s%s".formatted(pointer, name, expected, found));
  }

  static String clip(String text) {
    return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
  }
}
