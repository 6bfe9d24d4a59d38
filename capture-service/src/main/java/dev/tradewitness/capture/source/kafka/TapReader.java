package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.EventDocument;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.decode.foreign.OrderMapping;
import dev.tradewitness.capture.decode.foreign.OrderMapping.Outcome.Fits;
import dev.tradewitness.capture.decode.foreign.OrderMapping.Outcome.Misfit;
import dev.tradewitness.capture.decode.foreign.OtherId;
import dev.tradewitness.capture.decode.foreign.SourceGapEvent;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.tap.TapMapping;
import dev.tradewitness.capture.decode.tap.TappedMessage;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesFile.KafkaTap;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import dev.tradewitness.capture.stream.SourceMark;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Reads one tapped message. The same message gives the same event, always.
final class TapReader {

  /// Its nanoseconds since 1970 fit a long.
  private static final long LAST_MILLIS = Long.MAX_VALUE / 1_000_000;

  private final EventDecoder decoder;
  private final SourcesFile sources;
  private final long bytesMax;

  TapReader(EventDecoder decoder, SourcesFile sources, long bytesMax) {
    this.decoder = decoder;
    this.sources = sources;
    this.bytesMax = bytesMax;
  }

  /// Whether the topic is among those that are tapped: it is not any more, once a change of the
  /// sources has taken it out.
  boolean taps(String topic) {
    return sources.taps().containsKey(topic);
  }

  /// Of the file by which messages are read.
  Hash sourcesDigest() {
    return sources.digest();
  }

  /// The event that tells of a gap.
  ///
  /// @param behind the first message behind it
  Decoded gap(SourceMark.Gap gap, ConsumerRecord<byte[], byte[]> behind, Reception reception) {
    return decoder.decode(
        CanonicalJson.asReceived(
            SourceGapEvent.of(
                tap(behind.topic()).policy(),
                gap.source(),
                gap.lane(),
                gap.first(),
                gap.last(),
                // Any time that an event can hold: the gap must be told whatever the message says.
                Instant.ofEpochMilli(Math.clamp(behind.timestamp(), 0, LAST_MILLIS)))),
        reception);
  }

  private KafkaTap tap(String topic) {
    KafkaTap tap = sources.taps().get(topic);
    if (tap == null) {
      throw new IllegalArgumentException("not tapped: " + topic);
    }
    return tap;
  }

  Decoded.Understood read(ConsumerRecord<byte[], byte[]> message, Reception reception)
      throws MessageRefusedException {
    return read(message, reception, UnaryOperator.identity());
  }

  /// The message's event under another id, for the case that somebody else's event has its own: who
  /// knows an id beforehand must not be able to keep the event out. Every message that gives the
  /// same event gives the same other id: a decision that its sender sends again, too.
  Decoded.Understood readUnderOtherId(ConsumerRecord<byte[], byte[]> message, Reception reception)
      throws MessageRefusedException {
    return read(message, reception, OtherId::of);
  }

  /// Whether a stored event of the message's topic, with the message's id, came from this message.
  /// The message's event differs from it when settings or mappings changed in between; the first
  /// one stays.
  boolean isOf(ConsumerRecord<byte[], byte[]> message, EventDocument stored) {
    if (tap(message.topic()).mapping() != Mapping.Known.DECISIONS) {
      return true; // ids are made of a message's coordinates and bytes
    }
    try {
      return TapMapping.isOf(
          object(message.value()), Json.parseObject(stored.bytes(), JsonLimits.EVENT));
    } catch (MessageRefusedException | JsonRefusedException _) {
      return false; // not comparable: the message is kept as a dead letter
    }
  }

  private Decoded.Understood read(
      ConsumerRecord<byte[], byte[]> message, Reception reception, UnaryOperator<JsonObject> change)
      throws MessageRefusedException {
    if (message.value() == null) {
      throw new MessageRefusedException("EMPTY", "the message has no value");
    }
    if (message.value().length > bytesMax) {
      throw new MessageRefusedException(
          "TOO_LARGE", "the message is longer than " + bytesMax + " bytes");
    }
    try {
      return event(message, reception, change);
    } catch (RuntimeException e) {
      // Whatever went wrong goes wrong again at every delivery, and the flow would stop for good.
      throw new MessageRefusedException("NOT_MAPPED", e);
    }
  }

  private Decoded.Understood event(
      ConsumerRecord<byte[], byte[]> message, Reception reception, UnaryOperator<JsonObject> change)
      throws MessageRefusedException {
    JsonObject event = change.apply(mapped(message, object(message.value()), reception.traceId()));
    // From its bytes, since the mapping puts members deeper: what cannot be read back is no event.
    return switch (decoder.decode(CanonicalJson.asReceived(event), reception)) {
      case Decoded.Understood understood -> understood;
      case Decoded.NotUnderstood(var violations) -> {
        Violation first = violations.getFirst();
        throw new MessageRefusedException(first.code(), first.pointer() + " " + first.message());
      }
    };
  }

  private static JsonObject object(byte[] value) throws MessageRefusedException {
    try {
      return Json.parseObject(value, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new MessageRefusedException(e.code().name(), e.pointer() + " " + e.getMessage());
    }
  }

  private JsonObject mapped(
      ConsumerRecord<byte[], byte[]> message, JsonObject content, @Nullable UUID traceId)
      throws MessageRefusedException {
    var from =
        new TappedMessage(
            message.topic(), message.partition(), message.offset(), message.timestamp(), traceId);
    UUID id = from.eventId(message.key(), message.value());
    KafkaTap tap = tap(message.topic());
    return switch (tap.mapping()) {
      case Mapping.Known.ORDERS -> TapMapping.order(content, from, id, tap.policy());
      case Mapping.Known.EXECUTIONS -> TapMapping.execution(content, from, id, tap.policy());
      case Mapping.Known.ERRORS -> TapMapping.error(content, from, id, tap.policy());
      case Mapping.Known.GUIDE -> throw new IllegalStateException("refused by the parser");
      case Mapping.Known.DECISIONS -> TapMapping.decision(content, tap.policy());
      case Mapping.Whole(String type) -> TapMapping.whole(type, content, from, id, tap.policy());
      case Mapping.Pointers pointers -> pointed(pointers, content, from, id, tap.policy());
    };
  }

  private static JsonObject pointed(
      Mapping.Pointers mapping,
      JsonObject content,
      TappedMessage from,
      UUID id,
      SourcePolicy policy)
      throws MessageRefusedException {
    var misfits = new ArrayList<Misfit>();
    for (OrderMapping order : mapping.orders()) {
      switch (order.map(content)) {
        case Fits fits -> {
          return TapMapping.pointed(order.event(), fits, from, id, policy);
        }
        case Misfit misfit -> misfits.add(misfit);
      }
    }
    if (mapping.otherwise() != null) {
      return TapMapping.whole(mapping.otherwise().eventType(), content, from, id, policy);
    }
    throw new MessageRefusedException(
        misfits.getFirst().code(),
        misfits.stream().map(Misfit::detail).collect(Collectors.joining("; ")));
  }
}
