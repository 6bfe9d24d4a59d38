package dev.tradewitness.benchmarks.orderserver;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Takes one order: reads it, makes it durable, hands it to the client where there is one, answers.
final class OrderServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int BODY_BYTES_MAX = 64 << 10;

  private final transient DurableStep step;
  private final transient CapturePoint point;
  private final transient OrderFigures figures;

  OrderServlet(DurableStep step, CapturePoint point, OrderFigures figures) {
    this.step = step;
    this.point = point;
    this.figures = figures;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    byte[] body = request.getInputStream().readNBytes(BODY_BYTES_MAX);
    JsonObject order;
    try {
      order = Json.parseObject(body, JsonLimits.ORDER);
    } catch (JsonRefusedException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    var id = order.string("order_id");
    if (id == null) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    try {
      step.keep(id, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    point.log(order);
    answer(id, response);
    figures.served(System.nanoTime() - start);
  }

  private static void answer(String id, HttpServletResponse response) throws IOException {
    byte[] bytes =
        JsonObject.builder()
            .put("order_id", id)
            .put("status", "ACCEPTED")
            .build()
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(HttpServletResponse.SC_ACCEPTED);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
