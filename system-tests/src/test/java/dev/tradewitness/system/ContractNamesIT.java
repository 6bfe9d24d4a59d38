package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The names that others' dashboards and checks know.
@Order(1)
@ExtendWith(SharedStack.class)
class ContractNamesIT {

  @Test
  void metricsAndHealthHaveThem(RunningStack stack) throws IOException {
    String event =
        "{\"header\":{\"event_type\":\"ORD\"},\"payload\":{},"
            + "\"policy_identification\":{\"policy_id\":\"drill:names-"
            + Long.toString(System.nanoTime(), 36)
            + "\"}}";
    stack.http("capture").postJson("/vcp/log", event).expect(201);
    stack.http("capture").postJson("/vcp/log", "{}").expect(400);
    stack.http("anchor").post("/vcp/anchor", new byte[0], "application/json").expect(200);
    assertThat(stack.http("capture").get("/metrics").text())
        .contains(
            "vcp_events_total",
            "vcp_events_failed",
            "vcp_queue_size",
            "sidecar_messages_received_total{source=\"rest\"}",
            "sidecar_messages_routed_total{backend=",
            "sidecar_messages_dropped_total{reason=",
            "sidecar_buffer_size{source=\"rest\"} 0.0",
            "sidecar_backend_latency_seconds_count{backend=",
            "sidecar_active_connections");
    assertThat(stack.http("anchor").get("/metrics").text())
        .contains("vcp_anchor_total", "vcp_anchor_latency");
    assertThat(stack.http("capture").get("/health").json().members().keySet())
        .contains(
            "status",
            "vcp_version",
            "events_logged",
            "last_anchor",
            "queue_size",
            "uptime_seconds",
            "pending_events",
            "current_root");
    for (String name : List.of("anchor", "authorize", "vpin")) {
      assertThat(stack.http(name).get("/health").json().members().keySet().iterator().next())
          .as(name)
          .isEqualTo("status");
    }
  }
}
