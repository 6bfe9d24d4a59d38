package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.ldjson.LdjsonLine;
import dev.tradewitness.capture.decode.ldjson.LdjsonMapping;
import dev.tradewitness.capture.intake.ReceptionClock;

/// Reads lines for all connections.
final class LdjsonReading {

  private final LdjsonMapping mapping;
  private final EventDecoder decoder;
  private final ReceptionClock clock;

  LdjsonReading(LdjsonMapping mapping, EventDecoder decoder, ReceptionClock clock) {
    this.mapping = mapping;
    this.decoder = decoder;
    this.clock = clock;
  }

  LdjsonLine read(byte[] text) {
    return mapping.read(text);
  }

  HeldLine held(LdjsonLine.Message message) {
    Reception reception = clock.now(LdjsonMeters.source(message.src()), null);
    return HeldLine.of(
        decoder.decode(message.event(), reception), reception, 2 * message.event().length);
  }
}
