package dev.tradewitness.capture;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/// Events as the source documents' Python client writes them.
public final class Events {

  private static final DateTimeFormatter ISOFORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private Events() {}

  public static String order(UUID eventId, String policyId) {
    return order(eventId, policyId, "ORD-001");
  }

  public static String order(UUID eventId, String policyId, String orderId) {
    return event(
        eventId,
        policyId,
        "ORD",
        """
        {"trade_data": {"order_id": "%s", "symbol": "EURUSD", "side": "BUY", "order_type": "LIMIT", \
        "price": "1.085", "quantity": "100000"}}\
        """
            .formatted(orderId));
  }

  public static String event(UUID eventId, String policyId, String type, String payload) {
    return event(eventId, policyId, type, payload, Instant.now());
  }

  public static String event(
      UUID eventId, String policyId, String type, String payload, Instant now) {
    return """
    {"header": {"event_id": "%s", "event_type": "%s", "timestamp_iso": "%s+00:00", "timestamp_int": "%d", \
    "timestamp_precision": "MILLISECOND", "clock_sync_status": "BEST_EFFORT", "vcp_version": "1.1", \
    "hash_algo": "SHA256"}, "payload": %s, "policy_identification": {"version": "1.1", "policy_id": "%s", \
    "conformance_tier": "SILVER", "verification_depth": {"hash_chain_validation": false, \
    "merkle_proof_required": true, "external_anchor_required": true}}}\
    """
        .formatted(
            eventId, type, ISOFORMAT.format(now), now.getEpochSecond() * 1000, payload, policyId);
  }
}
