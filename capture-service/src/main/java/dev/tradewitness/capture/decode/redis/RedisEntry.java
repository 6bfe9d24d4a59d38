package dev.tradewitness.capture.decode.redis;

import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.decode.tap.Origin;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.TraceParent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An entry as it lay in its stream. Read again it is the same entry, with the same [#eventId].
///
/// @param name of the source
/// @param stream the key
/// @param fields in their order; Redis allows any bytes, and a name twice
public record RedisEntry(String name, String stream, EntryId id, List<Field> fields)
    implements Origin {

  private static final String TRACE_PARENT = "traceparent";

  public RedisEntry {
    fields = List.copyOf(fields);
  }

  /// One name with its value.
  public static final class Field {
    private final byte[] name;
    private final byte[] value;

    /// @param name not copied
    /// @param value not copied
    public Field(byte[] name, byte[] value) {
      this.name = name;
      this.value = value;
    }
  }

  /// A UUIDv7 of the entry's time and of SHA-256 over `redis|name|id|form|` and its fields, each
  /// name and value behind its length.
  ///
  /// @param form of the event: another form of the same entry is another event
  UUID eventId(String form) {
    byte[] place = "redis|%s|%s|%s|".formatted(name, id, form).getBytes(StandardCharsets.UTF_8);
    return UuidV7.ofContent(id.time().toEpochMilli(), Hash.of(place, content()));
  }

  byte[] content() {
    ByteBuffer content = ByteBuffer.allocate(bytes());
    for (Field field : fields) {
      content.putInt(field.name.length).put(field.name);
      content.putInt(field.value.length).put(field.value);
    }
    return content.array();
  }

  /// About what it takes in memory.
  public int bytes() {
    int bytes = 0;
    for (Field field : fields) {
      bytes = Math.addExact(bytes, 8 + field.name.length + field.value.length);
    }
    return bytes;
  }

  @Override
  public long timestampMillis() {
    return id.time().toEpochMilli();
  }

  @Override
  public @Nullable UUID traceId() {
    return TraceParent.traceIdOf(traceparent());
  }

  /// The field of that name, if there is one: a W3C trace context.
  public @Nullable String traceparent() {
    for (Field field : fields) {
      if (new String(field.name, StandardCharsets.ISO_8859_1).equals(TRACE_PARENT)) {
        return new String(field.value, StandardCharsets.US_ASCII);
      }
    }
    return null;
  }

  @Override
  public JsonObject source() {
    return JsonObject.builder()
        .put("name", name)
        .put("stream", stream)
        .put("entry_id", id.toString())
        .build();
  }

  /// The fields as members with strings.
  ///
  /// @throws MessageRefusedException when a name stands there twice, or something is no UTF-8
  JsonObject strings() throws MessageRefusedException {
    var members = new LinkedHashMap<String, String>();
    for (Field field : fields) {
      String name = text(field.name);
      if (members.putIfAbsent(name, text(field.value)) != null) {
        throw new MessageRefusedException(
            "DUPLICATE_FIELD", "the field " + name + " is there twice");
      }
    }
    var object = JsonObject.builder();
    members.forEach(object::put);
    return object.build();
  }

  /// The JSON object that one field holds.
  ///
  /// @throws MessageRefusedException when it holds none
  JsonObject json(String name) throws MessageRefusedException {
    byte[] value = null;
    for (Field field : fields) {
      if (new String(field.name, StandardCharsets.UTF_8).equals(name)) {
        if (value != null) {
          throw new MessageRefusedException(
              "DUPLICATE_FIELD", "the field " + name + " is there twice");
        }
        value = field.value;
      }
    }
    if (value == null) {
      throw new MessageRefusedException("MISSING_MEMBER", "the entry has no field " + name);
    }
    try {
      return Json.parseObject(value, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new MessageRefusedException(e.code().name(), e.pointer() + " " + e.getMessage());
    }
  }

  /// Every field as it is: text where it is UTF-8, else base64.
  JsonArray all() {
    return asTheyAre(_ -> true);
  }

  /// Every field but those of that name.
  JsonArray others(String name) {
    return asTheyAre(field -> !new String(field.name, StandardCharsets.UTF_8).equals(name));
  }

  private JsonArray asTheyAre(Predicate<Field> wanted) {
    return JsonArray.of(
        fields.stream()
            .filter(wanted)
            .map(field -> {
              var object = JsonObject.builder();
              put(object, "name", field.name);
              put(object, "value", field.value);
              return object.build();
            })
            .toList());
  }

  private static void put(JsonObject.Builder object, String member, byte[] bytes) {
    try {
      object.put(member, text(bytes));
    } catch (MessageRefusedException _) {
      object.put(member + "_base64", Base64.getEncoder().encodeToString(bytes));
    }
  }

  private static String text(byte[] bytes) throws MessageRefusedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MessageRefusedException("NOT_UTF8", "a field is not UTF-8");
    }
  }
}
