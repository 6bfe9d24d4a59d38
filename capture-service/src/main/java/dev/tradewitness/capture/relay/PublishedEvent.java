package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.capture.stream.EventSignature;
import dev.tradewitness.capture.stream.SigningMode;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamPosition;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.common.wire.Place;
import dev.tradewitness.common.wire.PlaceSeal;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.SignatureHeaders;
import dev.tradewitness.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// A message of `vcp.events` that is an event of a stream: the reverse of [EventPublisher#record].
///
/// @param value the document with our `security`
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record PublishedEvent(
    StreamPosition at,
    EventHeaders headers,
    @Nullable PlaceSeal seal,
    @Nullable SignatureHeaders signature,
    byte[] value) {

  private static final String SECURITY = "security";
  private static final String RECEIVED_SECURITY = "received_security";
  private static final byte[] SECURITY_BEGINS =
      ",\"security\":".getBytes(StandardCharsets.US_ASCII);

  /// Null when it is none.
  static @Nullable PublishedEvent of(ConsumerRecord<byte[], byte[]> message) {
    byte[] key = message.key();
    byte[] value = message.value();
    if (key == null || value == null) {
      return null;
    }
    String policyId = new String(key, StandardCharsets.ISO_8859_1);
    if (!PolicyId.isValid(policyId)
        || Partitions.of(policyId, Topics.PARTITIONS) != message.partition()) {
      return null;
    }
    try {
      EventHeaders headers = EventHeaders.decode(name -> header(message, name));
      return new PublishedEvent(
          new StreamPosition(policyId, headers.sequence()),
          headers,
          PlaceSeal.decode(header(message, PlaceSeal.HEADER)),
          SignatureHeaders.decode(name -> header(message, name)),
          value);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? null : header.value();
  }

  Place place() {
    return new Place(at.policyId(), headers);
  }

  /// The event as it was on its way to its place.
  ///
  /// @throws IllegalArgumentException when the value is not the event that the headers name
  StreamEntry entry(EventDecoder decoder) {
    try {
      JsonObject whole = Json.parseObject(value, JsonLimits.EVENT);
      JsonObject security = whole.object(SECURITY);
      if (security == null) {
        throw new IllegalArgumentException("no security");
      }
      Reception reception = reception(security);
      return switch (decoder.decode(document(whole), reception)) {
        case Decoded.NotUnderstood(var violations) ->
            throw new IllegalArgumentException(violations.getFirst().message());
        case Decoded.Understood(TradingEvent event) ->
            new StreamEntry(
                named(event, security),
                reception,
                signature == null ? SigningMode.CHECKPOINT : SigningMode.EVERY_EVENT,
                signature == null ? null : new EventSignature(signature.bytes(), signature.keyId()),
                true);
      };
    } catch (JsonRefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Reception reception(JsonObject security) {
    ClockStatus clock = ClockStatus.named(security.string("clock_sync_status"));
    String source = security.string("source");
    String trace = security.string("trace_id");
    UUID traceId = trace == null ? null : EventId.uuid(trace);
    return new Reception(
        Rfc3339.instantOfMicros(headers.receivedAtMicros()),
        clock == null ? ClockStatus.UNRELIABLE : clock,
        source == null ? "" : source,
        traceId,
        sourcesDigest(security.string("sources_digest")));
  }

  /// Null for what is none, which only an event of another program has.
  private static @Nullable Hash sourcesDigest(@Nullable String hex) {
    try {
      return hex == null ? null : Hash.ofHex(hex);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// What was received, but for blanks behind it. What a sender called `security` stands under
  /// another name.
  private byte[] document(JsonObject whole) {
    if (whole.has(RECEIVED_SECURITY)) {
      var received = JsonObject.builder();
      whole
          .members()
          .forEach((String name, JsonValue member) -> {
            if (!name.equals(SECURITY)) {
              received.put(name.equals(RECEIVED_SECURITY) ? SECURITY : name, member);
            }
          });
      return CanonicalJson.asReceived(received.build());
    }
    // No text inside our security holds the bytes: a quote in a text is escaped.
    int end = value.length - SECURITY_BEGINS.length;
    while (!Arrays.equals(
        value, end, end + SECURITY_BEGINS.length, SECURITY_BEGINS, 0, SECURITY_BEGINS.length)) {
      if (--end < 0) {
        throw new IllegalArgumentException("security is not where it is put");
      }
    }
    byte[] document = Arrays.copyOf(value, end + 1);
    document[end] = '}';
    return document;
  }

  /// With the id that it was given and the findings of then.
  private TradingEvent named(TradingEvent event, JsonObject security) {
    boolean assigned = security.has("assigned_event_id");
    if (!event.document().hash().equals(headers.eventHash())
        || !event.policyId().equals(at.policyId())
        || !assigned && !event.id().value().equals(headers.eventId())) {
      throw new IllegalArgumentException("the value is not the event that the headers name");
    }
    var warnings = security.array("warnings");
    String codes =
        warnings == null
            ? ""
            : warnings.elements().stream()
                .map(code -> code instanceof JsonValue.JsonString text ? text.value() : "")
                .collect(Collectors.joining(","));
    return new TradingEvent(
        new EventId(headers.eventId(), assigned),
        event.policyId(),
        event.tier(),
        event.document(),
        event.fields(),
        Warning.ofStored(codes));
  }
}
