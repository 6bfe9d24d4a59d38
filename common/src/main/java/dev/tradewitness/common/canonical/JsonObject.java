package dev.tradewitness.common.canonical;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A JSON object with distinct member names in the order received. Immutable.
public final class JsonObject implements JsonValue {

  private static final JsonObject EMPTY = new JsonObject(new LinkedHashMap<>());

  private final SequencedMap<String, JsonValue> members;

  /// Takes ownership of the map.
  private JsonObject(SequencedMap<String, JsonValue> members) {
    this.members = members;
  }

  static JsonObject owning(SequencedMap<String, JsonValue> members) {
    return new JsonObject(members);
  }

  public static JsonObject empty() {
    return EMPTY;
  }

  public static Builder builder() {
    return new Builder();
  }

  public @Nullable JsonValue get(String name) {
    return members.get(name);
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  /// The member as text, or null when it is absent or not a string.
  public @Nullable String string(String name) {
    return members.get(name) instanceof JsonString s ? s.value() : null;
  }

  /// The member as an object, or null when it is absent or not an object.
  public @Nullable JsonObject object(String name) {
    return members.get(name) instanceof JsonObject o ? o : null;
  }

  /// The member as an array, or null when it is absent or not an array.
  public @Nullable JsonArray array(String name) {
    return members.get(name) instanceof JsonArray a ? a : null;
  }

  /// The text of a string or number member, or null: what a financial value may arrive as.
  public @Nullable String text(String name) {
    return switch (members.get(name)) {
      case JsonString s -> s.value();
      case JsonNumber n -> n.text();
      case null, default -> null;
    };
  }

  /// Members in the order received; not modifiable.
  public SequencedMap<String, JsonValue> members() {
    return java.util.Collections.unmodifiableSequencedMap(members);
  }

  public int size() {
    return members.size();
  }

  /// This object with only the named members that it has.
  public JsonObject only(Collection<String> names) {
    var kept = new LinkedHashMap<String, JsonValue>();
    members.forEach((name, value) -> {
      if (names.contains(name)) {
        kept.put(name, value);
      }
    });
    return new JsonObject(kept);
  }

  /// This object with one member set; the receiver stays as it is.
  public JsonObject with(String name, JsonValue value) {
    var copy = new LinkedHashMap<>(members);
    copy.put(name, value);
    return new JsonObject(copy);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonObject that && members.equals(that.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  /// Compact JSON in the order received, numbers by their text.
  @Override
  public String toString() {
    return JsonWriter.text(this);
  }

  /// Collects members in the order given. Not for sharing between threads.
  public static final class Builder {
    private final LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, JsonValue value) {
      members.put(name, value);
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, new JsonString(value));
    }

    public Builder put(String name, long value) {
      return put(name, JsonValue.of(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, new JsonBoolean(value));
    }

    /// Leaves the member out when there is no value.
    public Builder putIfPresent(String name, @Nullable String value) {
      return value == null ? this : put(name, value);
    }

    /// Writes `null` when there is no value.
    public Builder putOrNull(String name, @Nullable String value) {
      return put(name, value == null ? NULL : new JsonString(value));
    }

    public Builder putAll(Map<String, ? extends JsonValue> values) {
      members.putAll(values);
      return this;
    }

    public JsonObject build() {
      return new JsonObject(new LinkedHashMap<>(members));
    }
  }
}
