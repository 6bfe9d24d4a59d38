package dev.tradewitness.launcher.demo;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.util.List;

/// An order of the demo and what policy `default-1` says to it.
record DemoOrder(
    String clientOrderId, String symbol, String side, String qty, String price, String traceId) {

  /// Two orders that may go and three that may not, each against another rule.
  static List<DemoOrder> all(String run, List<String> traceIds) {
    return List.of(
        new DemoOrder(run + "-1", "AAPL", "BUY", "100", "185.50", traceIds.get(0)),
        new DemoOrder(run + "-2", "MSFT", "SELL", "40", "412.10", traceIds.get(1)),
        new DemoOrder(run + "-3", "GME", "BUY", "500", "22.00", traceIds.get(2)),
        new DemoOrder(run + "-4", "AAPL", "BUY", "5000", "10.25", traceIds.get(3)),
        new DemoOrder(run + "-5", "ACME", "BUY", "200", "0.85", traceIds.get(4)));
  }

  /// The request in the shape of `POST /v1/authorize`; amounts as JSON numbers, which arrive
  /// exactly.
  JsonObject request(String clientId) {
    return JsonObject.builder()
        .put(
            "order",
            JsonObject.builder()
                .put("client_order_id", clientOrderId)
                .put("symbol", symbol)
                .put("side", side)
                .put("qty", new JsonValue.JsonNumber(qty))
                .put("price", new JsonValue.JsonNumber(price))
                .build())
        .put(
            "context",
            JsonObject.builder().put("client_id", clientId).put("trace_id", traceId).build())
        .build();
  }

  /// What the order system publishes on `orders`.
  JsonObject orderMessage(String clientId) {
    return message(clientId).put("type", "LIMIT").build();
  }

  /// What the broker's report becomes on `executions`: filled whole, at the limit.
  JsonObject executionMessage(String clientId) {
    return message(clientId).put("exec_id", clientOrderId + "-X1").build();
  }

  private JsonObject.Builder message(String clientId) {
    return JsonObject.builder()
        .put("order_id", clientOrderId)
        .put("client_id", clientId)
        .put("symbol", symbol)
        .put("side", side)
        .put("price", price)
        .put("quantity", qty)
        .put("trace_id", traceId);
  }
}
