package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.stream.EventJson;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.common.wire.TraceParent;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Puts events on `vcp.events`.
final class EventPublisher {

  private final Producer<byte[], byte[]> kafka;

  EventPublisher(Producer<byte[], byte[]> kafka) {
    this.kafka = kafka;
  }

  /// @param answered told the sequence and whether Kafka has the event
  void send(StoredEvent event, int partition, BiConsumer<Long, Boolean> answered) {
    long sequence = event.at().sequence();
    var _ = kafka.send(record(event, partition), (_, e) -> answered.accept(sequence, e == null));
  }

  static ProducerRecord<byte[], byte[]> record(StoredEvent event, int partition) {
    var record =
        new ProducerRecord<>(
            Topics.VCP_EVENTS,
            partition,
            event.at().policyId().getBytes(StandardCharsets.US_ASCII),
            EventJson.withSecurity(event, EventJson.security(event)));
    new EventHeaders(
            event.at().sequence(),
            event.id().value(),
            event.document().hash(),
            event.reception().receivedAtMicros(),
            event.tier().name())
        .encode()
        .forEach(record.headers()::add);
    var parent = TraceParent.causedBy(event.reception().traceId(), event.id().value());
    if (parent != null) {
      record.headers().add(TraceParent.HEADER, parent.text().getBytes(StandardCharsets.US_ASCII));
    }
    return record;
  }
}
