package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.ldjson.LdjsonLine;
import dev.tradewitness.capture.decode.ldjson.LdjsonMapping;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile;

/// Reads lines for all connections.
final class LdjsonReading {

  private final Sources sources;
  private final EventDecoder decoder;
  private final ReceptionClock clock;

  LdjsonReading(Sources sources, EventDecoder decoder, ReceptionClock clock) {
    this.sources = sources;
    this.decoder = decoder;
    this.clock = clock;
  }

  LdjsonLine read(byte[] text) {
    SourcesFile file = sources.current(); // one state for the whole line
    return new LdjsonMapping(file::ldjsonPolicy, file.digest()).read(text);
  }

  HeldLine held(LdjsonLine.Message message) {
    Reception reception =
        clock.now(LdjsonMeters.source(message.src()), null, message.sourcesDigest());
    return HeldLine.of(
        decoder.decode(message.event(), reception), reception, 2 * message.event().length);
  }
}
