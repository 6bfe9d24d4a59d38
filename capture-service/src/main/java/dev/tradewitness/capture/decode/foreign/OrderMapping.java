package dev.tradewitness.capture.decode.foreign;

import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.canonical.JsonValue.JsonNull;
import dev.tradewitness.common.canonical.JsonValue.JsonNumber;
import dev.tradewitness.common.canonical.JsonValue.JsonString;
import dev.tradewitness.common.wire.TraceParent;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How a JSON message becomes the event of an order. Amounts keep the exact text that was received,
/// whether that was a number or a string.
///
/// @param event what a message becomes
/// @param pointers where its members stand
/// @param required without these it does not fit
public record OrderMapping(
    OrderEvent event, Map<OrderMember, JsonPointer> pointers, Set<OrderMember> required) {

  private static final String MARKET = "MARKET";

  public OrderMapping {
    pointers = Map.copyOf(pointers);
    required = Set.copyOf(required);
  }

  /// What comes of a message.
  public sealed interface Outcome {

    /// @param rest what is not mapped
    record Fits(
        JsonObject trade,
        @Nullable String symbol,
        @Nullable String account,
        @Nullable String traceId,
        JsonValue rest)
        implements Outcome {}

    /// @param code stable, in capitals
    record Misfit(String code, String detail) implements Outcome {}
  }

  public Outcome map(JsonValue body) {
    var found = new EnumMap<OrderMember, String>(OrderMember.class);
    JsonValue rest = body;
    for (OrderMember member : OrderMember.values()) {
      JsonPointer pointer = pointers.get(member);
      JsonValue value = pointer == null ? null : pointer.of(body);
      String text = text(member, value);
      if (pointer != null && text != null) {
        found.put(member, text);
        rest = pointer.removedFrom(rest);
      } else if (required.contains(member) && !isMarketPrice(member, found)) {
        return misfit(member, pointer, value);
      }
    }
    var trade = JsonObject.builder();
    found.forEach((member, text) -> {
      if (member.isOfTrade()) {
        trade.put(member.wireName(), text);
      }
    });
    return new Outcome.Fits(
        trade.build(),
        found.get(OrderMember.SYMBOL),
        found.get(OrderMember.ACCOUNT_ID),
        found.get(OrderMember.TRACE_ID),
        rest);
  }

  private static boolean isMarketPrice(OrderMember member, Map<OrderMember, String> found) {
    return member == OrderMember.PRICE
        && MARKET.equalsIgnoreCase(found.get(OrderMember.ORDER_TYPE));
  }

  private static Outcome misfit(
      OrderMember member, @Nullable JsonPointer pointer, @Nullable JsonValue value) {
    String place = member.wireName() + (pointer == null ? "" : " at " + pointer.text());
    return value == null || value instanceof JsonNull
        ? new Outcome.Misfit("MISSING_MEMBER", "the body has no " + place)
        : new Outcome.Misfit("WRONG_TYPE", place + " is neither a string nor a number");
  }

  /// Null when it is no text that the member can have: then it stays with the rest.
  private static @Nullable String text(OrderMember member, @Nullable JsonValue value) {
    String text =
        switch (value) {
          case JsonString string -> string.value();
          case JsonNumber number -> number.text();
          case null, default -> null;
        };
    if (text == null || member != OrderMember.TRACE_ID) {
      return text;
    }
    UUID trace = EventId.uuidOrTraceId(text);
    return trace == null || TraceParent.isNone(trace) ? null : text;
  }
}
