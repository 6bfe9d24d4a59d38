package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.relay.PlaceSealer.Outgoing;
import dev.tradewitness.capture.stream.EventJson;
import dev.tradewitness.capture.stream.EventSignature;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.common.wire.PlaceSeal;
import dev.tradewitness.common.wire.SignatureHeaders;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.common.wire.TraceParent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts events on `vcp.events`.
final class EventPublisher {

  /// What brokers take unless told otherwise. A stored event and what is added to it are smaller:
  /// [dev.tradewitness.capture.decode.EventDocument#BYTES_MAX].
  static final int REQUEST_BYTES_MAX = 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(EventPublisher.class);

  private final Producer<byte[], byte[]> kafka;

  EventPublisher(Producer<byte[], byte[]> kafka) {
    this.kafka = kafka;
  }

  /// What Kafka said of an event.
  enum Answer {
    STORED,
    /// Not known to be stored; to be sent again.
    FAILED,
    /// Never to be stored, whatever is done: it stays in the table, where whoever misses it finds
    /// it.
    REFUSED
  }

  /// Hears what Kafka said of an event.
  @FunctionalInterface
  interface Answered {
    /// @param offset of the message; -1 when it is not known to be stored
    void answered(long sequence, long offset, Answer answer);
  }

  void send(Outgoing outgoing, int partition, Answered answered) {
    StoredEvent event = outgoing.event();
    long sequence = event.at().sequence();
    var _ =
        kafka.send(
            record(outgoing, partition),
            (stored, e) ->
                answered.answered(sequence, e == null ? stored.offset() : -1, answer(event, e)));
  }

  private static Answer answer(StoredEvent event, @Nullable Exception e) {
    if (e == null) {
      return Answer.STORED;
    }
    if (!isOfTheEvent(e)) {
      return Answer.FAILED;
    }
    log.atError()
        .addKeyValue("policyId", event.at().policyId())
        .addKeyValue("sequence", event.at().sequence())
        .addKeyValue("bytes", event.document().bytes().length)
        .addKeyValue("reason", e.getMessage())
        .log("Kafka refuses an event; it is left out of vcp.events");
    return Answer.REFUSED;
  }

  /// Whether the event itself is why Kafka refuses it. A record's time is this machine's: while its
  /// clock and the broker's are far apart, Kafka refuses every record for it, as `INVALID_RECORD`
  /// when there are several in the batch. Only the message tells this apart.
  private static boolean isOfTheEvent(Exception e) {
    return e instanceof RecordTooLargeException
        || e instanceof InvalidRecordException
            && !String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("timestamp");
  }

  static ProducerRecord<byte[], byte[]> record(Outgoing outgoing, int partition) {
    StoredEvent event = outgoing.event();
    var record =
        new ProducerRecord<>(
            Topics.VCP_EVENTS,
            partition,
            event.at().policyId().getBytes(StandardCharsets.US_ASCII),
            EventJson.withSecurity(event, EventJson.security(event)));
    PlaceSealer.headers(event).encode().forEach(record.headers()::add);
    record.headers().add(PlaceSeal.HEADER, outgoing.seal());
    EventSignature signature = event.signature();
    if (signature != null) {
      record.headers().add(SignatureHeaders.SIGNATURE, signature.bytes());
      record
          .headers()
          .add(
              SignatureHeaders.SIGNING_KEY_ID,
              signature.keyId().getBytes(StandardCharsets.US_ASCII));
    }
    var parent = TraceParent.causedBy(event.reception().traceId(), event.id().value());
    if (parent != null) {
      record.headers().add(TraceParent.HEADER, parent.text().getBytes(StandardCharsets.US_ASCII));
    }
    return record;
  }
}
