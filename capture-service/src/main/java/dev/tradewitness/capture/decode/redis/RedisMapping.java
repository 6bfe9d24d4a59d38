package dev.tradewitness.capture.decode.redis;

import dev.tradewitness.capture.decode.foreign.MessageMembers;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.tap.TapMapping;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.common.event.EventBuilder.Precision;
import java.util.LinkedHashMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How entries of Redis streams become events.
public final class RedisMapping {

  private static final String EVENT_TYPE = "event_type";
  private static final String UNKNOWN = "UNKNOWN";

  /// Of an entry that its mapping does not take.
  private static final String ENTRY = "REDIS_ENTRY";

  private static final Pattern EVENT_TYPES = Pattern.compile("[A-Z][A-Z0-9_]{1,31}");

  private RedisMapping() {}

  /// What the entry says: its fields as strings, or the JSON object in one of them.
  ///
  /// @param field the one that holds JSON; null for all of them
  /// @throws MessageRefusedException when it is no such entry
  public static JsonObject content(RedisEntry entry, @Nullable String field)
      throws MessageRefusedException {
    return field == null ? entry.strings() : entry.json(field);
  }

  /// As the generic integration guide has it: the type is in `event_type`, and UNKNOWN without it;
  /// everything else is `trade_data`.
  public static JsonObject guide(RedisEntry entry, JsonObject content, SourcePolicy policy)
      throws MessageRefusedException {
    var data = new LinkedHashMap<String, JsonValue>(content.members());
    String type = content.string(EVENT_TYPE);
    if (type == null || !EVENT_TYPES.matcher(type).matches()) {
      type = UNKNOWN; // whatever stands there instead stays where it is
    } else {
      data.remove(EVENT_TYPE);
    }
    var members = new MessageMembers(content);
    String own = members.traceId();
    UUID sent = entry.traceId();
    String account = members.optional("account_id");
    return event(entry, type, own != null || sent == null ? own : sent.toString(), policy, "event")
        .header("symbol", members.optional("symbol"))
        .header("account_id", account == null ? members.optional("client_id") : account)
        .payload("trade_data", JsonObject.builder().putAll(data).build())
        .payload("source", entry.source())
        .build();
  }

  /// `orders` → ORD, as from a tapped topic.
  public static JsonObject order(RedisEntry entry, JsonObject content, SourcePolicy policy)
      throws MessageRefusedException {
    return TapMapping.order(content, entry, entry.eventId("event"), policy);
  }

  /// `executions`, as from a tapped topic.
  public static JsonObject execution(RedisEntry entry, JsonObject content, SourcePolicy policy)
      throws MessageRefusedException {
    return TapMapping.execution(content, entry, entry.eventId("event"), policy);
  }

  /// `errors`, as from a tapped topic.
  public static JsonObject error(RedisEntry entry, JsonObject content, SourcePolicy policy)
      throws MessageRefusedException {
    return TapMapping.error(content, entry, entry.eventId("event"), policy);
  }

  /// Kept as it is, under `payload.message`.
  public static JsonObject whole(
      String type, RedisEntry entry, JsonObject content, SourcePolicy policy)
      throws MessageRefusedException {
    return TapMapping.whole(type, content, entry, entry.eventId("event"), policy);
  }

  /// Every field of an entry that its mapping does not take.
  ///
  /// @param refusal why not
  public static JsonObject notMapped(
      RedisEntry entry, SourcePolicy policy, MessageRefusedException refusal) {
    return event(entry, ENTRY, null, policy, "event")
        .payload("fields", entry.all())
        .payload("not_mapped", reason(refusal.reason(), String.valueOf(refusal.getMessage())))
        .payload("source", entry.source())
        .build();
  }

  /// What is left of an entry whose event cannot be stored: its length and its hash.
  ///
  /// @param code why not
  public static JsonObject remains(RedisEntry entry, SourcePolicy policy, String code) {
    byte[] content = entry.content();
    return event(entry, ENTRY, null, policy, "remains")
        .payload("content_bytes", JsonValue.of(Integer.toString(content.length)))
        .payload("content_sha256", JsonValue.of(Hash.of(content).hex()))
        .payload("not_mapped", reason(code, "the entry cannot be stored"))
        .payload("source", entry.source())
        .build();
  }

  /// The event, with the fields beside the one that holds JSON: nothing is dropped.
  ///
  /// @param field null when the event has all of them
  public static JsonObject withOthers(JsonObject event, RedisEntry entry, @Nullable String field) {
    JsonObject payload = event.object("payload");
    if (field == null || entry.fields().size() == 1 || payload == null) {
      return event;
    }
    return JsonObject.builder()
        .putAll(event.members())
        .put(
            "payload",
            JsonObject.builder()
                .putAll(payload.members())
                .put("fields", entry.others(field))
                .build())
        .build();
  }

  private static JsonObject reason(String code, String detail) {
    return JsonObject.builder().put("code", code).put("detail", detail).build();
  }

  private static EventBuilder event(
      RedisEntry entry, String type, @Nullable String traceId, SourcePolicy policy, String form) {
    return new EventBuilder(
        policy.stream(),
        type,
        entry.eventId(form),
        traceId,
        entry.id().time(),
        Precision.MILLISECOND);
  }
}
