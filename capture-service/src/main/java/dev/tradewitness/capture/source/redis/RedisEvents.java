package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.decode.redis.RedisEntry;
import dev.tradewitness.capture.decode.redis.RedisMapping;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the events of one stream's entries. Each entry has one, whatever is in it.
final class RedisEvents {

  private static final Logger log = LoggerFactory.getLogger(RedisEvents.class);

  private final EventDecoder decoder;
  private final RedisStream stream;

  RedisEvents(EventDecoder decoder, RedisStream stream) {
    this.decoder = decoder;
    this.stream = stream;
  }

  /// An event, as it is made and as it is understood.
  record Made(JsonObject event, Decoded decoded) {}

  Made of(RedisEntry entry, Reception reception) {
    MessageRefusedException refusal;
    try {
      Made made = made(RedisMapping.withOthers(mapped(entry), entry, stream.field()), reception);
      if (!(made.decoded instanceof Decoded.NotUnderstood(var violations))) {
        return made;
      }
      refusal =
          new MessageRefusedException(
              violations.getFirst().code(),
              violations.getFirst().pointer() + " " + violations.getFirst().message());
    } catch (MessageRefusedException e) {
      refusal = e;
    } catch (RuntimeException e) {
      // Whatever went wrong goes wrong again at every reading, and the stream would stand for good.
      refusal = new MessageRefusedException("NOT_MAPPED", e);
    }
    log.atWarn()
        .addKeyValue("stream", stream.name())
        .addKeyValue("entry", entry.id())
        .addKeyValue("reason", refusal.reason())
        .setCause(refusal)
        .log("an entry does not fit its mapping; it is kept whole");
    Made whole = made(RedisMapping.notMapped(entry, stream.policy(), refusal), reception);
    return whole.decoded instanceof Decoded.NotUnderstood(var violations)
        ? remains(entry, reception, violations.getFirst().code())
        : whole;
  }

  /// What is left of an entry that cannot be stored.
  Made remains(RedisEntry entry, Reception reception, String code) {
    log.atError()
        .addKeyValue("stream", stream.name())
        .addKeyValue("entry", entry.id())
        .addKeyValue("reason", code)
        .log("an entry cannot be stored; its length and hash are");
    return made(RedisMapping.remains(entry, stream.policy(), code), reception);
  }

  Made made(JsonObject event, Reception reception) {
    return new Made(event, decoder.decode(CanonicalJson.asReceived(event), reception));
  }

  private JsonObject mapped(RedisEntry entry) throws MessageRefusedException {
    JsonObject content = RedisMapping.content(entry, stream.field());
    var policy = stream.policy();
    return switch (stream.mapping()) {
      case Mapping.Known.GUIDE -> RedisMapping.guide(entry, content, policy);
      case Mapping.Known.ORDERS -> RedisMapping.order(entry, content, policy);
      case Mapping.Known.EXECUTIONS -> RedisMapping.execution(entry, content, policy);
      case Mapping.Known.ERRORS -> RedisMapping.error(entry, content, policy);
      case Mapping.Known.DECISIONS -> throw new IllegalStateException("refused by the parser");
      case Mapping.Pointers ignored -> throw new IllegalStateException("refused by the parser");
      case Mapping.Whole(String type) -> RedisMapping.whole(type, entry, content, policy);
    };
  }
}
