package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.common.wire.Rfc3339;
import java.nio.charset.StandardCharsets;

/// Writes the answer for a stored event. By hand, since this is the hottest text of the service;
/// every value in it is plain ASCII by its type.
final class ReceiptJson {

  static final String OK = "ok";
  static final String DUPLICATE = "duplicate";

  private ReceiptJson() {}

  static byte[] bytes(String status, StoredEvent event) {
    return append(new StringBuilder(384).append('{'), status, event)
        .append('}')
        .toString()
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// The members without the braces.
  static StringBuilder append(StringBuilder text, String status, StoredEvent event) {
    text.append("\"status\":\"").append(status);
    text.append("\",\"event_id\":\"").append(event.id().value());
    text.append("\",\"event_hash\":\"").append(event.document().hash().hex());
    text.append("\",\"policy_id\":\"").append(event.at().policyId());
    text.append("\",\"sequence\":").append(event.at().sequence());
    text.append(",\"hash_profile\":\"").append(event.document().profile().wireName());
    text.append("\",\"received_at\":\"").append(Rfc3339.text(event.reception().receivedAt()));
    text.append("\",\"warnings\":[");
    String separator = "\"";
    for (Warning warning : event.warnings()) {
      text.append(separator).append(warning.code()).append('"');
      separator = ",\"";
    }
    return text.append(']');
  }
}
