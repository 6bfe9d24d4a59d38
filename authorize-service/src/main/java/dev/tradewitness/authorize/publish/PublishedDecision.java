package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.order.JsonText;
import dev.tradewitness.authorize.token.DecisionToken;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.common.wire.TraceParent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A decision as it stands on `authorize.decisions`.
final class PublishedDecision {

  private PublishedDecision() {}

  static ProducerRecord<byte[], byte[]> of(DecisionToken token) {
    Decision decision = token.decision();
    var message =
        new ProducerRecord<byte[], byte[]>(
            Topics.AUTHORIZE_DECISIONS,
            decision.client().value().getBytes(StandardCharsets.UTF_8),
            json(token).getBytes(StandardCharsets.UTF_8));
    message.headers().add(EventHeaders.SEQUENCE, EventHeaders.ofLong(decision.place().sequence()));
    var parent = TraceParent.causedBy(decision.traceId(), decision.id());
    if (parent != null) {
      message.headers().add(TraceParent.HEADER, parent.text().getBytes(StandardCharsets.US_ASCII));
    }
    return message;
  }

  static String json(DecisionToken token) {
    Decision decision = token.decision();
    return new JsonText()
        .put("decision_id", decision.id().toString())
        .put("lane", decision.place().lane())
        .put("sequence", decision.place().sequence())
        .put("status", decision.status().name())
        .put("trace_id", decision.traceId().toString())
        .put("client_id", decision.client().value())
        .put("client_order_id", decision.order().id().value())
        .raw("order", decision.order().json())
        .put("order_hash", decision.orderHash().hex())
        .raw("reasons", Reason.json(decision.reasons()).toString())
        .raw("policy", decision.policy().json())
        .put("token_id", token.id())
        .raw("decision_token", token.json())
        .put("decided_at", Rfc3339.ofMicros(decision.decidedAtMicros()))
        .end();
  }
}
