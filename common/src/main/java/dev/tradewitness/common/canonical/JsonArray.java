package dev.tradewitness.common.canonical;

import java.util.List;

/// A JSON array. Immutable.
public record JsonArray(List<JsonValue> elements) implements JsonValue {

  public JsonArray {
    elements = List.copyOf(elements);
  }

  public static JsonArray of(List<? extends JsonValue> elements) {
    return new JsonArray(List.copyOf(elements));
  }

  /// An array of strings.
  public static JsonArray ofStrings(List<String> values) {
    return new JsonArray(values.stream().<JsonValue>map(JsonString::new).toList());
  }

  public int size() {
    return elements.size();
  }

  public JsonValue get(int index) {
    return elements.get(index);
  }

  @Override
  public String toString() {
    return JsonWriter.text(this);
  }
}
