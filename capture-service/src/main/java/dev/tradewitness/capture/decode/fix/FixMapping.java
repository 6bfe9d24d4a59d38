package dev.tradewitness.capture.decode.fix;

import dev.tradewitness.capture.decode.foreign.ForeignEvent;
import dev.tradewitness.capture.decode.foreign.ForeignEvent.Precision;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.decode.foreign.OtherId;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/// How FIX messages become events. Prices and quantities keep their exact text. A message that is
/// sent again (PossDupFlag) becomes the same events; one of a type that has no mapping is kept
/// whole.
public final class FixMapping {

  private static final int ACCOUNT = 1;
  private static final int AVG_PX = 6;
  private static final int BEGIN_STRING = 8;
  private static final int CL_ORD_ID = 11;
  private static final int CUM_QTY = 14;
  private static final int CURRENCY = 15;
  private static final int EXEC_ID = 17;
  private static final int EXEC_TRANS_TYPE = 20;
  private static final int LAST_PX = 31;
  private static final int LAST_QTY = 32;
  private static final int MSG_SEQ_NUM = 34;
  private static final int MSG_TYPE = 35;
  private static final int ORDER_ID = 37;
  private static final int ORDER_QTY = 38;
  private static final int ORD_STATUS = 39;
  private static final int ORD_TYPE = 40;
  private static final int ORIG_CL_ORD_ID = 41;
  private static final int PRICE = 44;
  private static final int SENDER_COMP_ID = 49;
  private static final int SIDE = 54;
  private static final int SYMBOL = 55;
  private static final int TARGET_COMP_ID = 56;
  private static final int TEXT = 58;
  private static final int TIME_IN_FORCE = 59;
  private static final int TRANSACT_TIME = 60;
  private static final int STOP_PX = 99;
  private static final int CXL_REJ_REASON = 102;
  private static final int ORD_REJ_REASON = 103;
  private static final int EXEC_TYPE = 150;
  private static final int LEAVES_QTY = 151;
  private static final int CXL_REJ_RESPONSE_TO = 434;

  /// Where the ids of other forms of a message's events begin.
  private static final int REMAINS = 100;

  private static final int OTHER = 200;

  private static final String TRADE = "trade_data";

  private FixMapping() {}

  /// The events of one message: one, or two for a rejected order (`REJ`, and the `ERR_REJECT` that
  /// names it).
  ///
  /// @param lane the session that numbers the message
  /// @param receivedAt counts when the message says no time
  /// @throws MessageRefusedException when a tag is missing that its mapping needs
  public static List<JsonObject> events(
      FixMessage message, String lane, SourcePolicy policy, Instant receivedAt)
      throws MessageRefusedException {
    var mapped = new FixMapping.Of(message, lane, policy, receivedAt);
    return switch (message.required(MSG_TYPE)) {
      case "D" -> List.of(mapped.order());
      case "G" -> List.of(mapped.request("MOD_REQUEST"));
      case "F" -> List.of(mapped.request("CXL_REQUEST"));
      case "8" -> mapped.execution();
      case "9" -> List.of(mapped.cancelReject());
      default -> List.of(mapped.whole());
    };
  }

  /// The message whole, for one that its mapping refuses.
  ///
  /// @param refusal why it is not mapped
  public static JsonObject whole(
      FixMessage message,
      String lane,
      SourcePolicy policy,
      Instant receivedAt,
      MessageRefusedException refusal) {
    return new FixMapping.Of(message, lane, policy, receivedAt)
        .event("FIX_MESSAGE", 0)
        .payload("not_mapped", reason(refusal.reason(), String.valueOf(refusal.getMessage())))
        .build();
  }

  /// What is left of a message whose event cannot be stored: its length and its hash.
  ///
  /// @param code why not
  public static JsonObject remains(
      FixMessage message, String lane, SourcePolicy policy, Instant receivedAt, String code) {
    byte[] text = message.text().getBytes(StandardCharsets.UTF_8);
    var mapped = new FixMapping.Of(message, lane, policy, receivedAt);
    return mapped
        .begin("FIX_MESSAGE", mapped.eventId(REMAINS))
        .payload("fix", lengthAndHash(lane, text))
        .payload("not_mapped", reason(code, "the message cannot be stored"))
        .build();
  }

  /// What is left of a text that cannot be read as a message; the same event when it is sent again.
  ///
  /// @param refusal why not
  public static JsonObject unread(
      String raw,
      String lane,
      SourcePolicy policy,
      Instant receivedAt,
      MessageRefusedException refusal) {
    byte[] text = raw.getBytes(StandardCharsets.UTF_8);
    UUID id =
        UuidV7.ofContent(
            0, Hash.of(lane.getBytes(StandardCharsets.UTF_8), FixMessage.lasting(raw)));
    Instant at = receivedAt.truncatedTo(ChronoUnit.MICROS);
    return new ForeignEvent(policy, "FIX_MESSAGE", id, null, at, Precision.MICROSECOND)
        .payload("fix", lengthAndHash(lane, text))
        .payload("not_mapped", reason(refusal.reason(), String.valueOf(refusal.getMessage())))
        .build();
  }

  private static JsonObject lengthAndHash(String lane, byte[] text) {
    return JsonObject.builder()
        .put("lane", lane)
        .put("message_bytes", Integer.toString(text.length))
        .put("message_sha256", Hash.of(text).hex())
        .build();
  }

  /// The same event under another id, for one whose id somebody else's event has: a message that is
  /// sent again gets the same one.
  ///
  /// @param index of the event among those of its message
  public static JsonObject underOtherId(
      JsonObject event, FixMessage message, String lane, SourcePolicy policy, int index) {
    var mapped = new FixMapping.Of(message, lane, policy, Instant.EPOCH);
    return OtherId.of(event, mapped.eventId(OTHER + index));
  }

  private static JsonObject reason(String code, String detail) {
    return JsonObject.builder().put("code", code).put("detail", detail).build();
  }

  private record Of(FixMessage message, String lane, SourcePolicy policy, Instant receivedAt) {

    JsonObject order() throws MessageRefusedException {
      var trade = trade(message.required(CL_ORD_ID));
      trade.put("symbol", message.required(SYMBOL));
      trade.put("side", String.valueOf(FixValues.side(message.required(SIDE))));
      String type = String.valueOf(FixValues.orderType(message.required(ORD_TYPE)));
      trade.put("order_type", type);
      // A market order has no price, whatever the tag says.
      trade.putIfPresent("price", type.equals("MARKET") ? null : message.get(PRICE));
      trade.putIfPresent("stop_price", message.get(STOP_PX));
      trade.putIfPresent("quantity", message.get(ORDER_QTY));
      return terms(trade, "ORD");
    }

    /// A wish of the client's: the order changes when an execution report says so.
    JsonObject request(String eventType) throws MessageRefusedException {
      var trade = trade(message.required(CL_ORD_ID));
      trade.put("orig_order_id", message.required(ORIG_CL_ORD_ID));
      trade.putIfPresent("symbol", message.get(SYMBOL));
      trade.putIfPresent("side", FixValues.side(message.get(SIDE)));
      trade.putIfPresent("order_type", FixValues.orderType(message.get(ORD_TYPE)));
      trade.putIfPresent("price", message.get(PRICE));
      trade.putIfPresent("stop_price", message.get(STOP_PX));
      trade.putIfPresent("quantity", message.get(ORDER_QTY));
      return terms(trade, eventType);
    }

    private JsonObject terms(JsonObject.Builder trade, String eventType) {
      trade.putIfPresent("time_in_force", FixValues.timeInForce(message.get(TIME_IN_FORCE)));
      trade.putIfPresent("currency", message.get(CURRENCY));
      return event(eventType, 0).payload(TRADE, trade.build()).build();
    }

    List<JsonObject> execution() throws MessageRefusedException {
      String type = executionType();
      var trade = trade(reported());
      trade.putIfPresent("orig_order_id", message.get(ORIG_CL_ORD_ID));
      trade.putIfPresent("exec_id", message.get(EXEC_ID));
      trade.putIfPresent("symbol", message.get(SYMBOL));
      trade.putIfPresent("side", FixValues.side(message.get(SIDE)));
      trade.putIfPresent("order_type", FixValues.orderType(message.get(ORD_TYPE)));
      trade.putIfPresent("price", message.get(PRICE));
      trade.putIfPresent("quantity", message.get(ORDER_QTY));
      if (type.equals("EXE") || type.equals("PRT")) {
        fill(trade);
      }
      trade.putIfPresent("avg_px", message.get(AVG_PX));
      trade.putIfPresent("cum_qty", message.get(CUM_QTY));
      trade.putIfPresent("remaining_qty", message.get(LEAVES_QTY));
      trade.putIfPresent("currency", message.get(CURRENCY));
      if (!type.equals("REJ")) {
        return List.of(event(type, 0).payload(TRADE, trade.build()).build());
      }
      String reason = reason(ORD_REJ_REASON);
      trade.put("reject_reason", reason);
      JsonObject rejected = event(type, 0).payload(TRADE, trade.build()).build();
      JsonObject error =
          event("ERR_REJECT", 1)
              .payload(
                  "error_details",
                  JsonObject.builder()
                      .put("error_code", "ORDER_REJECTED")
                      .put("error_message", reason)
                      .put("severity", "WARNING")
                      .put("affected_component", "fix-gateway")
                      .put("correlated_event_id", eventId(0).toString())
                      .build())
              .build();
      return List.of(rejected, error);
    }

    /// What this fill was about: LastPx and LastQty. AvgPx and CumQty are totals of the order; a
    /// message that has no others says so.
    private void fill(JsonObject.Builder trade) throws MessageRefusedException {
      String price = message.get(LAST_PX);
      String quantity = message.get(LAST_QTY);
      if (price != null && quantity != null) {
        trade.put("execution_price", price);
        trade.put("executed_qty", quantity);
      } else {
        trade.put("execution_price", message.required(AVG_PX));
        trade.put("executed_qty", message.required(CUM_QTY));
        trade.put("cumulative", "true");
      }
    }

    private String executionType() {
      switch (message.get(EXEC_TRANS_TYPE)) { // FIX 4.2 only
        case "1" -> {
          return "EXE_CANCEL";
        }
        case "2" -> {
          return "EXE_CORRECT";
        }
        case "3" -> {
          return "EXE_STATUS";
        }
        case null, default -> {}
      }
      return switch (message.get(EXEC_TYPE)) {
        case "0" -> "ACK";
        case "1" -> "PRT";
        case "2" -> "EXE";
        case "4", "C" -> "CXL";
        case "5" -> "MOD";
        case "8" -> "REJ";
        case "F" -> isPartial() ? "PRT" : "EXE";
        case "G" -> "EXE_CORRECT";
        case "H" -> "EXE_CANCEL";
        case null, default -> "EXE_STATUS";
      };
    }

    /// By LeavesQty, else by OrdStatus.
    private boolean isPartial() {
      String leaves = message.get(LEAVES_QTY);
      return leaves == null
          ? "1".equals(message.get(ORD_STATUS))
          : leaves.chars().anyMatch(digit -> digit >= '1' && digit <= '9');
    }

    /// An order cancel or replace request was refused: the order stays as it was.
    JsonObject cancelReject() throws MessageRefusedException {
      var trade = trade(reported());
      trade.putIfPresent("orig_order_id", message.get(ORIG_CL_ORD_ID));
      trade.put("reject_reason", reason(CXL_REJ_REASON));
      trade.putIfPresent(
          "rejected_request",
          switch (message.get(CXL_REJ_RESPONSE_TO)) {
            case "1" -> "CXL_REQUEST";
            case "2" -> "MOD_REQUEST";
            case null, default -> null;
          });
      return event("REJ", 0).payload(TRADE, trade.build()).build();
    }

    JsonObject whole() {
      return event("FIX_MESSAGE", 0).build();
    }

    /// The order that a report is about: by ClOrdID, which an unsolicited report may lack.
    private String reported() throws MessageRefusedException {
      String clOrdId = message.get(CL_ORD_ID);
      return clOrdId == null || clOrdId.isEmpty() ? message.required(ORDER_ID) : clOrdId;
    }

    private JsonObject.Builder trade(String orderId) {
      return JsonObject.builder()
          .put("order_id", orderId)
          .putIfPresent("broker_order_id", message.get(ORDER_ID));
    }

    private String reason(int codeTag) {
      String text = message.get(TEXT);
      String code = message.get(codeTag);
      return text != null ? text : code != null ? "code " + code : "Unknown reason";
    }

    ForeignEvent event(String type, int index) {
      return begin(type, eventId(index))
          .payload(
              "fix",
              JsonObject.builder()
                  .put("lane", lane)
                  .putIfPresent("begin_string", message.get(BEGIN_STRING))
                  .putIfPresent("msg_type", message.get(MSG_TYPE))
                  .putIfPresent("msg_seq_num", message.get(MSG_SEQ_NUM))
                  .putIfPresent("sender_comp_id", message.get(SENDER_COMP_ID))
                  .putIfPresent("target_comp_id", message.get(TARGET_COMP_ID))
                  .put("message", message.text())
                  .build());
    }

    ForeignEvent begin(String type, UUID eventId) {
      Instant transacted = message.time(TRANSACT_TIME);
      Instant at = transacted == null ? message.firstSent() : transacted;
      return new ForeignEvent(
              policy,
              type,
              eventId,
              null,
              (at == null ? receivedAt : at).truncatedTo(ChronoUnit.MICROS),
              Precision.MICROSECOND)
          .header("symbol", message.get(SYMBOL))
          .header("account_id", message.get(ACCOUNT));
    }

    /// Of the session, the number and all that stays the same when the message is sent again; the
    /// time is that of the first sending, so that a number which was given out anew after a reset
    /// is another message.
    UUID eventId(int index) {
      Instant sent = message.firstSent();
      byte[] place = "fix|%s|%s|%d|".formatted(lane, sent, index).getBytes(StandardCharsets.UTF_8);
      return UuidV7.ofContent(
          sent == null ? 0 : Math.max(0, sent.toEpochMilli()), Hash.of(place, message.lasting()));
    }
  }
}
