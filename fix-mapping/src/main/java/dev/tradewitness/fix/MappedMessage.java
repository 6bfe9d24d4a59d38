package dev.tradewitness.fix;

import static dev.tradewitness.fix.Tags.AVG_PX;
import static dev.tradewitness.fix.Tags.CL_ORD_ID;
import static dev.tradewitness.fix.Tags.CUM_QTY;
import static dev.tradewitness.fix.Tags.CURRENCY;
import static dev.tradewitness.fix.Tags.CXL_REJ_REASON;
import static dev.tradewitness.fix.Tags.CXL_REJ_RESPONSE_TO;
import static dev.tradewitness.fix.Tags.EXEC_ID;
import static dev.tradewitness.fix.Tags.EXEC_TRANS_TYPE;
import static dev.tradewitness.fix.Tags.EXEC_TYPE;
import static dev.tradewitness.fix.Tags.LAST_PX;
import static dev.tradewitness.fix.Tags.LAST_QTY;
import static dev.tradewitness.fix.Tags.LEAVES_QTY;
import static dev.tradewitness.fix.Tags.MSG_TYPE;
import static dev.tradewitness.fix.Tags.ORDER_ID;
import static dev.tradewitness.fix.Tags.ORDER_QTY;
import static dev.tradewitness.fix.Tags.ORD_REJ_REASON;
import static dev.tradewitness.fix.Tags.ORD_STATUS;
import static dev.tradewitness.fix.Tags.ORD_TYPE;
import static dev.tradewitness.fix.Tags.ORIG_CL_ORD_ID;
import static dev.tradewitness.fix.Tags.PRICE;
import static dev.tradewitness.fix.Tags.SIDE;
import static dev.tradewitness.fix.Tags.STOP_PX;
import static dev.tradewitness.fix.Tags.SYMBOL;
import static dev.tradewitness.fix.Tags.TEXT;
import static dev.tradewitness.fix.Tags.TIME_IN_FORCE;

import dev.tradewitness.common.canonical.JsonObject;
import java.util.List;

/// Which events a message of one of the mapped types becomes.
///
/// @param frame what the events of every message have
record MappedMessage(FixMessage message, EventFrame frame) {

  private static final String TRADE = "trade_data";

  /// One, or two for a rejected order (`REJ`, and the `ERR_REJECT` that names it).
  List<JsonObject> events() throws MissingTagException {
    return switch (message.required(MSG_TYPE)) {
      case "D" -> List.of(order());
      case "G" -> List.of(request("MOD_REQUEST"));
      case "F" -> List.of(request("CXL_REQUEST"));
      case "8" -> execution();
      case "9" -> List.of(cancelReject());
      default -> List.of(whole());
    };
  }

  private JsonObject order() throws MissingTagException {
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
  private JsonObject request(String eventType) throws MissingTagException {
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
    return frame.event(message, eventType, 0).payload(TRADE, trade.build()).build();
  }

  private List<JsonObject> execution() throws MissingTagException {
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
      return List.of(frame.event(message, type, 0).payload(TRADE, trade.build()).build());
    }
    String reason = reason(ORD_REJ_REASON);
    trade.put("reject_reason", reason);
    JsonObject rejected = frame.event(message, type, 0).payload(TRADE, trade.build()).build();
    JsonObject error =
        frame
            .event(message, "ERR_REJECT", 1)
            .payload(
                "error_details",
                JsonObject.builder()
                    .put("error_code", "ORDER_REJECTED")
                    .put("error_message", reason)
                    .put("severity", "WARNING")
                    .put("affected_component", "fix-gateway")
                    .put("correlated_event_id", frame.eventId(message, 0).toString())
                    .build())
            .build();
    return List.of(rejected, error);
  }

  /// What this fill was about: LastPx and LastQty. AvgPx and CumQty are totals of the order; a
  /// message that has no others says so.
  private void fill(JsonObject.Builder trade) throws MissingTagException {
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
  private JsonObject cancelReject() throws MissingTagException {
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
    return frame.event(message, "REJ", 0).payload(TRADE, trade.build()).build();
  }

  private JsonObject whole() {
    return frame.event(message, "FIX_MESSAGE", 0).build();
  }

  /// The order that a report is about: by ClOrdID, which an unsolicited report may lack.
  private String reported() throws MissingTagException {
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
}
