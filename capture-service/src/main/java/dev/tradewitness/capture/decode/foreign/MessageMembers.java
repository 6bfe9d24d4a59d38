package dev.tradewitness.capture.decode.foreign;

import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes a message apart by name and remembers what nobody asked for. For one message.
public final class MessageMembers {

  private final JsonObject message;
  private final Map<String, JsonValue> rest;

  public MessageMembers(JsonObject message) {
    this.message = message;
    this.rest = new LinkedHashMap<>(message.members());
  }

  /// The exact text of a string or number under the first of the names that is present.
  public String required(String... names) throws MessageRefusedException {
    for (String name : names) {
      JsonValue value = message.get(name);
      if (value == null || value instanceof JsonValue.JsonNull) {
        continue;
      }
      String text = optional(name);
      if (text == null) {
        throw new MessageRefusedException("WRONG_TYPE", name + " is neither a string nor a number");
      }
      return text;
    }
    throw new MessageRefusedException("MISSING_MEMBER", "the message has no " + names[0]);
  }

  /// The exact text of a string or number. Null when the member is absent, null or something else:
  /// that then stays with the rest, for a message is worth more than one of its members.
  public @Nullable String optional(String name) {
    String text = message.text(name);
    if (text != null) {
      rest.remove(name);
    }
    return text;
  }

  /// `trace_id` when it is one; anything else under that name stays with the rest.
  public @Nullable String traceId() {
    String text = message.string("trace_id");
    if (text == null || EventId.uuidOrTraceId(text) == null) {
      return null;
    }
    rest.remove("trace_id");
    return text;
  }

  /// What was not asked for, as received.
  public JsonObject rest() {
    return JsonObject.builder().putAll(rest).build();
  }
}
