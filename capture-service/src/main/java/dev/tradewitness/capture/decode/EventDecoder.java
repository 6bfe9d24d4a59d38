package dev.tradewitness.capture.decode;

import dev.tradewitness.capture.decode.Layout.Member;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.canonical.JsonValue.JsonNull;
import dev.tradewitness.common.canonical.JsonValue.JsonNumber;
import dev.tradewitness.common.canonical.JsonValue.JsonString;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.common.wire.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Turns one text into one event. Refuses only what cannot be kept as an event at all; everything
/// else is kept as it is and reported as [Warning]s.
public final class EventDecoder {

  private final RandomGenerator random;

  /// @param random for the ids of events that come without one; safe for many threads
  public EventDecoder(RandomGenerator random) {
    this.random = random;
  }

  /// Takes ownership of the text: it becomes the document that is stored.
  public Decoded decode(byte[] text, Reception reception) {
    if (text.length > EventDocument.BYTES_MAX) {
      return new Decoded.NotUnderstood(
          List.of(
              new Violation(
                  "",
                  "EVENT_TOO_LARGE",
                  "an event is at most " + EventDocument.BYTES_MAX + " bytes")));
    }
    try {
      return decode(Json.parseObject(text, JsonLimits.EVENT), text, reception);
    } catch (JsonRefusedException e) {
      return refused(e.pointer(), e.code().name(), e);
    }
  }

  private Decoded decode(JsonObject event, byte[] text, Reception reception) {
    Layout layout = Layout.of(event);
    var violations = new ArrayList<Violation>();
    var read = new Reading(layout, violations);
    JsonObject header = read.object(event, "", layout.profile().headerMember());
    JsonObject payload = read.object(event, "", layout.profile().payloadMember());
    JsonObject policy = read.object(event, "", layout.name(Member.POLICY));
    UUID givenId = header == null ? null : read.header(header);
    String policyId = policy == null ? null : read.policy(policy);
    if (header == null || payload == null || policyId == null || !violations.isEmpty()) {
      return new Decoded.NotUnderstood(List.copyOf(violations));
    }
    Hash hash;
    try {
      hash = layout.profile().hash(event);
    } catch (JsonRefusedException e) {
      return refused(beyondDouble(event, ""), e.code().name(), e);
    }
    var parts = EventParts.of(layout, header, payload, Objects.requireNonNull(policy));
    EventId id =
        givenId == null ? new EventId(freshId(reception), true) : new EventId(givenId, false);
    var warnings = Conformance.findings(event, parts, id, reception);
    JsonObject claimed = event.object(layout.name(Member.SECURITY));
    if (claimed != null && contradicts(claimed, layout, hash)) {
      warnings.add(Warning.HCH_003);
    }
    Tier tier = Tier.named(parts.tierName());
    var document = new EventDocument(text, hash, layout.profile(), carriesReserved(event));
    return new Decoded.Understood(
        new TradingEvent(
            id,
            policyId,
            tier == null ? Tier.SILVER : tier,
            document,
            fields(parts, reception),
            warnings));
  }

  /// Names that reads give a meaning of their own: see [EventDocument#carriesReserved].
  private static boolean carriesReserved(JsonObject event) {
    return event.has("security") || event.has("sequence");
  }

  private UUID freshId(Reception reception) {
    return UuidV7.of(
        Math.max(0, reception.receivedAt().toEpochMilli()), random.nextLong(), random.nextLong());
  }

  private static boolean contradicts(JsonObject security, Layout layout, Hash hash) {
    String claimed = security.string(layout.name(Member.EVENT_HASH));
    return claimed != null && !claimed.equalsIgnoreCase(hash.hex());
  }

  private static SearchFields fields(EventParts parts, Reception reception) {
    Layout layout = parts.layout();
    JsonObject trade = layout.trade(parts.payload());
    String symbol = parts.header().string(layout.name(Member.SYMBOL));
    if (symbol == null && trade != null) {
      symbol = trade.string(layout.name(Member.SYMBOL));
    }
    String account = parts.header().string(layout.name(Member.ACCOUNT));
    if (account == null && trade != null) {
      account = trade.string(layout.name(Member.ACCOUNT));
    }
    UUID named = parts.traceId() == null ? null : EventId.uuidOrTraceId(parts.traceId());
    return new SearchFields(
        SearchFields.searchable(parts.eventType()),
        named == null || TraceParent.isNone(named) ? reception.traceId() : named,
        SearchFields.searchable(symbol),
        SearchFields.searchable(trade == null ? null : trade.text(layout.name(Member.ORDER_ID))),
        SearchFields.searchable(account),
        parts.eventTimeNanos());
  }

  /// Pointer to the first number without a finite double.
  private static String beyondDouble(JsonValue value, String pointer) {
    return switch (value) {
      case JsonObject object ->
          object.members().entrySet().stream()
              .map(m -> beyondDouble(m.getValue(), child(pointer, m.getKey())))
              .filter(found -> !found.isEmpty())
              .findFirst()
              .orElse("");
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          String found = beyondDouble(array.get(i), pointer + "/" + i);
          if (!found.isEmpty()) {
            yield found;
          }
        }
        yield "";
      }
      case JsonNumber number -> Double.isFinite(Double.parseDouble(number.text())) ? "" : pointer;
      case JsonValue.Scalar ignored -> "";
    };
  }

  private static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static Decoded refused(String pointer, String code, JsonRefusedException cause) {
    String message = cause.getMessage();
    return new Decoded.NotUnderstood(
        List.of(new Violation(pointer, code, message == null ? "" : message)));
  }

  /// Reads members of the types they must have and writes down each that has not.
  private record Reading(Layout layout, List<Violation> violations) {

    @Nullable JsonObject object(JsonObject parent, String pointer, String name) {
      JsonValue value = parent.get(name);
      if (value instanceof JsonObject object) {
        return object;
      }
      add(
          pointer + "/" + name,
          value == null ? "MISSING" : "NOT_AN_OBJECT",
          value == null ? "the event has no " + name : name + " must be an object");
      return null;
    }

    @Nullable UUID header(JsonObject header) {
      String at = "/" + layout.profile().headerMember() + "/";
      for (Member optional :
          List.of(
              Member.TRACE_ID, Member.TIMESTAMP_ISO, Member.CLOCK, Member.SYMBOL, Member.ACCOUNT)) {
        stringOrAbsent(header, at, layout.name(optional), true);
      }
      stringOrAbsent(header, at, layout.name(Member.EVENT_TYPE), false);
      String time = layout.name(Member.TIMESTAMP_INT);
      switch (header.get(time)) {
        case null -> {}
        case JsonString ignored -> {}
        case JsonNumber ignored -> {}
        case JsonNull ignored -> {}
        default -> add(at + time, "NOT_A_STRING", time + " must be a string of digits");
      }
      String name = layout.name(Member.EVENT_ID);
      String id = stringOrAbsent(header, at, name, false);
      if (id == null) {
        return null;
      }
      UUID uuid = EventId.uuid(id);
      if (uuid == null) {
        add(at + name, "NOT_A_UUID", name + " must be a UUID in its 36-character form");
      }
      return uuid;
    }

    @Nullable String policy(JsonObject policy) {
      String at = "/" + layout.name(Member.POLICY) + "/";
      stringOrAbsent(policy, at, layout.name(Member.TIER), true);
      String name = layout.name(Member.POLICY_ID);
      if (!policy.has(name)) {
        add(at + name, "MISSING", "the policy has no " + name);
        return null;
      }
      String id = stringOrAbsent(policy, at, name, false);
      if (id != null && !PolicyId.isValid(id)) {
        add(
            at + name,
            "POLICY_ID",
            name
                + " must be 1 to 128 letters, digits, dots, underscores, colons or hyphens,"
                + " and neither . nor ..");
        return null;
      }
      return id;
    }

    private @Nullable String stringOrAbsent(
        JsonObject parent, String at, String name, boolean nullable) {
      return switch (parent.get(name)) {
        case null -> null;
        case JsonString string -> string.value();
        case JsonNull ignored when nullable -> null;
        default -> {
          add(at + name, "NOT_A_STRING", name + " must be a string");
          yield null;
        }
      };
    }

    private void add(String pointer, String code, String message) {
      violations.add(new Violation(pointer, code, message));
    }
  }
}
