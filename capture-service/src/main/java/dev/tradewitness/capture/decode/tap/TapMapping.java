package dev.tradewitness.capture.decode.tap;

import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.decode.foreign.MessageMembers;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.decode.foreign.OrderEvent;
import dev.tradewitness.capture.decode.foreign.OrderMapping.Outcome.Fits;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.common.event.EventBuilder.Precision;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How messages of the tapped topics become events, as the generic integration guide does it.
/// Amounts become strings of exactly the text that was received, whether that was a number or a
/// string.
public final class TapMapping {

  private static final String SOURCE = "source";
  private static final String UNMAPPED = "unmapped";
  private static final String TRADE = "trade_data";
  private static final String AUTHORIZATION = "authorization";

  /// An event gives its time in nanoseconds since 1970, as a long holds them.
  private static final Instant FIRST = Instant.ofEpochSecond(0, Long.MIN_VALUE);

  private static final Instant LAST = Instant.ofEpochSecond(0, Long.MAX_VALUE);

  private TapMapping() {}

  /// `orders` → ORD.
  public static JsonObject order(JsonObject message, Origin from, UUID eventId, SourcePolicy policy)
      throws MessageRefusedException {
    var members = new MessageMembers(message);
    var trade = JsonObject.builder();
    trade.put("order_id", members.required("order_id"));
    String symbol = members.required("symbol");
    trade.put("symbol", symbol);
    trade.put("side", members.required("side"));
    String type = members.required("type");
    trade.put("order_type", type);
    // A market order has no price; anything else without one is not an order.
    trade.putIfPresent(
        "price", type.equals("MARKET") ? members.optional("price") : members.required("price"));
    trade.put("quantity", members.required("quantity"));
    return tapped("ORD", members, from, eventId, policy, symbol)
        .payload(TRADE, trade.build())
        .payload(SOURCE, from.source())
        .payload(UNMAPPED, members.rest())
        .build();
  }

  /// `executions` → EXE; by its `type` CANCEL and EXPIRE → CXL, REJECT → REJ. Takes every message
  /// that the authorize service takes for a report about an order, by the same names.
  public static JsonObject execution(
      JsonObject message, Origin from, UUID eventId, SourcePolicy policy)
      throws MessageRefusedException {
    var members = new MessageMembers(message);
    var trade = JsonObject.builder();
    trade.put("order_id", members.required("order_id", "client_order_id"));
    String symbol = members.optional("symbol");
    trade.putIfPresent("symbol", symbol);
    trade.putIfPresent("side", members.optional("side"));
    // The type itself stays with what is not mapped: an expiry has no event type of its own.
    String type =
        switch (message.string("type")) {
          case "CANCEL", "EXPIRE" -> "CXL";
          case "REJECT" -> "REJ";
          case null, default -> "EXE";
        };
    if (type.equals("EXE")) {
      trade.put("execution_price", members.required("price", "execution_price"));
      trade.put("executed_qty", members.required("quantity", "qty", "executed_qty"));
    }
    if (type.equals("REJ")) {
      trade.putIfPresent("reject_reason", members.optional("reject_reason"));
    }
    trade.putIfPresent("commission", members.optional("commission"));
    trade.putIfPresent("slippage", members.optional("slippage"));
    return tapped(type, members, from, eventId, policy, symbol)
        .payload(TRADE, trade.build())
        .payload(SOURCE, from.source())
        .payload(UNMAPPED, members.rest())
        .build();
  }

  /// `errors` → the message's own `type`, else ERR_SYSTEM.
  public static JsonObject error(JsonObject message, Origin from, UUID eventId, SourcePolicy policy)
      throws MessageRefusedException {
    var members = new MessageMembers(message);
    String type = orElse(members.optional("type"), "ERR_SYSTEM");
    if (type.isEmpty()) {
      throw new MessageRefusedException("WRONG_TYPE", "type is empty");
    }
    var details = JsonObject.builder();
    details.put("error_code", members.required("code"));
    details.put("error_message", members.required("message"));
    details.put("severity", orElse(members.optional("severity"), "WARNING"));
    details.put("affected_component", orElse(members.optional("component"), "unknown"));
    details.putIfPresent("recovery_action", members.optional("recovery_action"));
    details.putIfPresent("correlated_event_id", members.optional("correlated_event_id"));
    return tapped(type, members, from, eventId, policy, null)
        .payload("error_details", details.build())
        .payload(SOURCE, from.source())
        .payload(UNMAPPED, members.rest())
        .build();
  }

  /// A message whose members stand where the sources file says, as the event of an order.
  public static JsonObject pointed(
      OrderEvent type, Fits found, Origin from, UUID eventId, SourcePolicy policy) {
    UUID trace = from.traceId();
    return new EventBuilder(
            policy.stream(),
            type.name(),
            eventId,
            found.traceId() != null || trace == null ? found.traceId() : trace.toString(),
            Instant.ofEpochMilli(from.timestampMillis()),
            Precision.MILLISECOND)
        .header("symbol", found.symbol())
        .header("account_id", found.account())
        .payload(TRADE, found.trade())
        .payload(SOURCE, from.source())
        .payload(UNMAPPED, found.rest())
        .build();
  }

  /// Any message, kept as it is.
  public static JsonObject whole(
      String type, JsonObject message, Origin from, UUID eventId, SourcePolicy policy)
      throws MessageRefusedException {
    return tapped(type, new MessageMembers(message), from, eventId, policy, null)
        .payload("message", message)
        .payload(SOURCE, from.source())
        .build();
  }

  /// `authorize.decisions` → AUTHZ or REJ, under the decision's own id. Where the message lay is
  /// left out of the event: the sender may send a decision again, to another offset, and it must
  /// stay the same event. The token's signature is a secret of order system and venue and stays
  /// out, too.
  public static JsonObject decision(JsonObject message, SourcePolicy policy)
      throws MessageRefusedException {
    var members = new MessageMembers(message);
    UUID id = EventId.uuid(members.required("decision_id"));
    if (id == null) {
      throw new MessageRefusedException("WRONG_TYPE", "decision_id is no UUID");
    }
    JsonObject order = message.object("order");
    if (order == null) {
      throw new MessageRefusedException("MISSING_MEMBER", "the decision has no order");
    }
    Instant decidedAt = time(members.required("decided_at"));
    boolean authorized =
        switch (members.required("status")) {
          case "AUTHORIZED" -> true;
          case "BLOCKED" -> false;
          default ->
              throw new MessageRefusedException(
                  "WRONG_TYPE", "status is neither AUTHORIZED nor BLOCKED");
        };
    List<JsonObject> reasons = reasons(message);
    var trade = trade(members, order);
    if (!authorized) {
      trade.put("reject_reason", String.join(",", reasons.stream().map(TapMapping::code).toList()));
    }
    return new EventBuilder(
            policy.stream(),
            authorized ? "AUTHZ" : "REJ",
            id,
            members.traceId(),
            decidedAt,
            Precision.MICROSECOND)
        .header("symbol", order.string("symbol"))
        .header("account_id", members.optional("client_id"))
        .payload(TRADE, trade.build())
        .payload("vcp_risk", triggered(reasons, decidedAt))
        .payload(AUTHORIZATION, kept(message))
        .payload(SOURCE, JsonObject.builder().put("topic", "authorize.decisions").build())
        .build();
  }

  /// Whether an event holds this very decision, whatever policy it was recorded under.
  public static boolean isOf(JsonObject decision, JsonObject event) {
    JsonObject payload = event.object("payload");
    return payload != null && kept(decision).equals(payload.object(AUTHORIZATION));
  }

  /// All of a decision but its token.
  private static JsonObject kept(JsonObject decision) {
    var kept = new LinkedHashMap<>(decision.members());
    kept.remove("decision_token");
    return JsonObject.builder().putAll(kept).build();
  }

  private static JsonObject.Builder trade(MessageMembers members, JsonObject order)
      throws MessageRefusedException {
    return JsonObject.builder()
        .put("order_id", members.required("client_order_id"))
        .putIfPresent("symbol", order.string("symbol"))
        .putIfPresent("side", order.string("side"))
        .putIfPresent("order_type", order.string("type"))
        .putIfPresent("price", order.text("price"))
        .putIfPresent("quantity", order.text("qty"));
  }

  private static List<JsonObject> reasons(JsonObject message) {
    var reasons = new ArrayList<JsonObject>();
    JsonArray given = message.array("reasons");
    if (given != null) {
      for (JsonValue reason : given.elements()) {
        if (reason instanceof JsonObject object) {
          reasons.add(object);
        }
      }
    }
    return reasons;
  }

  private static JsonObject triggered(List<JsonObject> reasons, Instant decidedAt) {
    String timestamp = Long.toString(ChronoUnit.NANOS.between(Instant.EPOCH, decidedAt));
    List<JsonObject> controls =
        reasons.stream()
            .map(reason ->
                JsonObject.builder()
                    .put("control_name", code(reason))
                    .putIfPresent("trigger_value", reason.text("figure"))
                    .putIfPresent("limit", reason.text("limit"))
                    .put("action", "BLOCK")
                    .put("timestamp", timestamp)
                    .build())
            .toList();
    return JsonObject.builder().put("triggered_controls", JsonArray.of(controls)).build();
  }

  private static String code(JsonObject reason) {
    return orElse(reason.string("code"), "UNKNOWN");
  }

  private static Instant time(String text) throws MessageRefusedException {
    try {
      Instant time = Rfc3339.parse(text).truncatedTo(ChronoUnit.MICROS);
      if (time.isBefore(FIRST) || time.isAfter(LAST)) {
        throw new MessageRefusedException("WRONG_TYPE", "decided_at is not between 1677 and 2262");
      }
      return time;
    } catch (DateTimeException e) {
      throw new MessageRefusedException("WRONG_TYPE", "decided_at is no time");
    }
  }

  private static EventBuilder tapped(
      String type,
      MessageMembers members,
      Origin from,
      UUID eventId,
      SourcePolicy policy,
      @Nullable String symbol)
      throws MessageRefusedException {
    String account = members.optional("account_id");
    return new EventBuilder(
            policy.stream(),
            type,
            eventId,
            traceId(members, from),
            Instant.ofEpochMilli(from.timestampMillis()),
            Precision.MILLISECOND)
        .header("symbol", symbol)
        .header("account_id", account == null ? members.optional("client_id") : account);
  }

  /// The message's own, else the one that its header names.
  private static @Nullable String traceId(MessageMembers members, Origin from) {
    String own = members.traceId();
    return own != null || from.traceId() == null ? own : from.traceId().toString();
  }

  private static String orElse(@Nullable String value, String absent) {
    return value == null ? absent : value;
  }
}
