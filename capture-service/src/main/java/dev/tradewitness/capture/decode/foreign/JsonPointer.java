package dev.tradewitness.capture.decode.foreign;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A JSON pointer (RFC 6901) in its string form.
///
/// @param tokens unescaped; none for the whole document
public record JsonPointer(List<String> tokens) {

  /// Deeper than any text that is read.
  private static final int TOKENS_MAX = 64;

  // RFC 6901 section 4: no leading zeros.
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");

  public JsonPointer {
    tokens = List.copyOf(tokens);
  }

  /// @throws IllegalArgumentException saying what is wrong with the text
  public static JsonPointer parse(String text) {
    if (text.isEmpty()) {
      return new JsonPointer(List.of());
    }
    if (text.charAt(0) != '/') {
      throw new IllegalArgumentException("a JSON pointer begins with /: " + text);
    }
    if (BAD_ESCAPE.matcher(text).find()) {
      throw new IllegalArgumentException("~ stands only in ~0 and ~1: " + text);
    }
    String[] tokens = text.substring(1).split("/", -1);
    if (tokens.length > TOKENS_MAX) {
      throw new IllegalArgumentException("more than " + TOKENS_MAX + " steps: " + text);
    }
    // Section 4: first ~1, then ~0, so that ~01 is ~1 and not a slash.
    return new JsonPointer(
        Arrays.stream(tokens).map(t -> t.replace("~1", "/").replace("~0", "~")).toList());
  }

  /// One step from a value, in a pointer's text.
  public static String step(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /// The value that it points to, or null when there is none.
  public @Nullable JsonValue of(JsonValue document) {
    JsonValue at = document;
    for (String token : tokens) {
      JsonValue next =
          switch (at) {
            case JsonObject object -> object.get(token);
            case JsonArray array -> element(array, token);
            case JsonValue.Scalar ignored -> null;
          };
      if (next == null) {
        return null;
      }
      at = next;
    }
    return at;
  }

  private static @Nullable JsonValue element(JsonArray array, String token) {
    if (!INDEX.matcher(token).matches()) {
      return null;
    }
    int index = Integer.parseInt(token);
    return index < array.size() ? array.get(index) : null;
  }

  /// The document without the member that it points to. An element of an array stays: without it,
  /// those behind it would have other places.
  JsonValue removedFrom(JsonValue document) {
    return tokens.isEmpty() ? document : removed(document, 0);
  }

  private JsonValue removed(JsonValue from, int depth) {
    String token = tokens.get(depth);
    boolean last = depth == tokens.size() - 1;
    return switch (from) {
      case JsonObject object -> {
        JsonValue child = object.get(token);
        if (child == null) {
          yield object;
        }
        var members = new LinkedHashMap<>(object.members());
        if (last) {
          members.remove(token);
        } else {
          members.put(token, removed(child, depth + 1));
        }
        yield JsonObject.builder().putAll(members).build();
      }
      case JsonArray array -> {
        JsonValue child = element(array, token);
        if (child == null || last) {
          yield array;
        }
        var elements = new ArrayList<>(array.elements());
        elements.set(Integer.parseInt(token), removed(child, depth + 1));
        yield JsonArray.of(elements);
      }
      case JsonValue.Scalar scalar -> scalar;
    };
  }

  /// As it is written.
  public String text() {
    var text = new StringBuilder();
    tokens.forEach(token -> text.append(step(token)));
    return text.toString();
  }
}
