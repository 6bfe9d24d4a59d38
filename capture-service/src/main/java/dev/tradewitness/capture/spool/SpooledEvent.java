package dev.tradewitness.capture.spool;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Rfc3339;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event as it is kept on the disk: its text and every field that cannot be recomputed from it.
final class SpooledEvent {

  /// Unlike the first byte of any UUIDv7, which the first format began with.
  private static final byte FORMAT = (byte) 0xf3;

  /// Has no digest of the sources file.
  private static final byte FORMAT_WITHOUT_DIGEST = (byte) 0xf2;

  /// Has one byte for the length of the source, too.
  private static final byte FORMAT_OF_SHORT_SOURCES = (byte) 0xf1;

  private static final int FIXED_BYTES = 1 + 16 + 1 + 16 + 8 + 1 + Hash.BYTES + 2;
  private static final UUID NO_TRACE = new UUID(0, 0);
  private static final Hash NO_DIGEST = new Hash(new byte[Hash.BYTES]);

  private final EventId id;
  private final Reception reception;
  private final byte[] text;

  /// @param text the document exactly as received
  private SpooledEvent(EventId id, Reception reception, byte[] text) {
    this.id = id;
    this.reception = reception;
    this.text = text;
  }

  EventId id() {
    return id;
  }

  Reception reception() {
    return reception;
  }

  String text() {
    return new String(text, StandardCharsets.UTF_8);
  }

  static SpooledEvent of(TradingEvent event, Reception reception) {
    return new SpooledEvent(event.id(), reception, event.document().bytes());
  }

  /// The format's number (1), the id's 16 bytes, 1 when it was assigned here, the request's trace
  /// (16, all zero for none), the time of reception in microseconds (8), the clock's status (1),
  /// the digest of the sources file (32, all zero for none), the source with its length (2), the
  /// text.
  ///
  /// @throws IllegalArgumentException when the source has more than 65,535 bytes
  ByteBuffer bytes() {
    byte[] source = reception.source().getBytes(StandardCharsets.UTF_8);
    if (source.length > 0xffff) {
      throw new IllegalArgumentException("a source has at most 65535 bytes, not " + source.length);
    }
    UUID trace = reception.traceId() == null ? NO_TRACE : reception.traceId();
    return ByteBuffer.allocate(FIXED_BYTES + source.length + text.length)
        .put(FORMAT)
        .putLong(id.value().getMostSignificantBits())
        .putLong(id.value().getLeastSignificantBits())
        .put((byte) (id.assigned() ? 1 : 0))
        .putLong(trace.getMostSignificantBits())
        .putLong(trace.getLeastSignificantBits())
        .putLong(reception.receivedAtMicros())
        .put(code(reception.clock()))
        .put((reception.sourcesDigest() == null ? NO_DIGEST : reception.sourcesDigest()).bytes())
        .putShort((short) source.length)
        .put(source)
        .put(text)
        .flip();
  }

  /// @throws IllegalArgumentException when the bytes are not what [#bytes] writes
  static SpooledEvent from(ByteBuffer bytes) {
    try {
      byte format = bytes.get();
      if (format != FORMAT
          && format != FORMAT_WITHOUT_DIGEST
          && format != FORMAT_OF_SHORT_SOURCES) {
        throw new IllegalArgumentException("format " + format);
      }
      var id = new EventId(new UUID(bytes.getLong(), bytes.getLong()), bytes.get() == 1);
      var trace = new UUID(bytes.getLong(), bytes.getLong());
      var receivedAt = Rfc3339.instantOfMicros(bytes.getLong());
      ClockStatus clock = clock(bytes.get());
      Hash digest = format == FORMAT ? digest(bytes) : null;
      byte[] source =
          new byte
              [format == FORMAT_OF_SHORT_SOURCES
                  ? Byte.toUnsignedInt(bytes.get())
                  : Short.toUnsignedInt(bytes.getShort())];
      bytes.get(source);
      byte[] text = new byte[bytes.remaining()];
      bytes.get(text);
      return new SpooledEvent(
          id,
          new Reception(
              receivedAt,
              clock,
              new String(source, StandardCharsets.UTF_8),
              trace.equals(NO_TRACE) ? null : trace,
              digest),
          text);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a spooled event ends early", e);
    }
  }

  private static @Nullable Hash digest(ByteBuffer bytes) {
    var digest = new byte[Hash.BYTES];
    bytes.get(digest);
    var read = new Hash(digest);
    return read.equals(NO_DIGEST) ? null : read;
  }

  /// The event again, under the id that its sender was told.
  ///
  /// @throws IllegalArgumentException when the text is no event, which it was when it was kept
  TradingEvent event(EventDecoder decoder) {
    return switch (decoder.decode(text, reception)) {
      case Decoded.Understood(TradingEvent event) ->
          new TradingEvent(
              id,
              event.policyId(),
              event.tier(),
              event.document(),
              event.fields(),
              event.warnings());
      case Decoded.NotUnderstood(var violations) ->
          throw new IllegalArgumentException(violations.getFirst().code());
    };
  }

  // Numbers of the file's format, not of the order in the code.
  private static byte code(ClockStatus clock) {
    return switch (clock) {
      case PTP_LOCKED -> 0;
      case NTP_SYNCED -> 1;
      case BEST_EFFORT -> 2;
      case UNRELIABLE -> 3;
    };
  }

  private static ClockStatus clock(byte code) {
    return switch (code) {
      case 0 -> ClockStatus.PTP_LOCKED;
      case 1 -> ClockStatus.NTP_SYNCED;
      case 2 -> ClockStatus.BEST_EFFORT;
      case 3 -> ClockStatus.UNRELIABLE;
      default -> throw new IllegalArgumentException("clock status " + code);
    };
  }
}
