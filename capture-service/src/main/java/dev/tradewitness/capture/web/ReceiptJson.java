package dev.tradewitness.capture.web;

import dev.tradewitness.capture.decode.EventDocument;
import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.common.wire.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Writes the answer for a stored event. By hand, since this is the hottest text of the service;
/// every value in it is plain ASCII by its type.
public final class ReceiptJson {

  public static final String OK = "ok";
  public static final String DUPLICATE = "duplicate";
  private static final String SPOOLED = "spooled";

  private ReceiptJson() {}

  public static byte[] bytes(String status, StoredEvent event) {
    return append(new StringBuilder(384).append('{'), status, event)
        .append('}')
        .toString()
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// For an event that has no number yet.
  public static byte[] spooled(TradingEvent event, Reception reception) {
    return appendSpooled(new StringBuilder(384).append('{'), event, reception)
        .append('}')
        .toString()
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// The members without the braces.
  public static StringBuilder append(StringBuilder text, String status, StoredEvent event) {
    begin(text, status, event.id(), event.document(), event.at().policyId());
    text.append(",\"sequence\":").append(event.at().sequence());
    return end(text, event.document(), event.reception(), event.warnings());
  }

  public static StringBuilder appendSpooled(
      StringBuilder text, TradingEvent event, Reception reception) {
    begin(text, SPOOLED, event.id(), event.document(), event.policyId());
    return end(text, event.document(), reception, event.warnings());
  }

  private static void begin(
      StringBuilder text, String status, EventId id, EventDocument document, String policyId) {
    text.append("\"status\":\"").append(status);
    text.append("\",\"event_id\":\"").append(id.value());
    text.append("\",\"event_hash\":\"").append(document.hash().hex());
    text.append("\",\"policy_id\":\"").append(policyId).append('"');
  }

  private static StringBuilder end(
      StringBuilder text, EventDocument document, Reception reception, Set<Warning> warnings) {
    text.append(",\"hash_profile\":\"").append(document.profile().wireName());
    text.append("\",\"received_at\":\"").append(Rfc3339.text(reception.receivedAt()));
    text.append("\",\"warnings\":[");
    String separator = "\"";
    for (Warning warning : warnings) {
      text.append(separator).append(warning.code()).append('"');
      separator = ",\"";
    }
    return text.append(']');
  }
}
