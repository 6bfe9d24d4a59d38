package dev.tradewitness.capture.decode.ldjson;

import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.ldjson.LdjsonLine.Reason;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.common.event.EventBuilder.Precision;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads lines by one state of the sources file. The same line under the same policy gives the same
/// event, always; a `vcp` message gives its own event, byte for byte.
public final class LdjsonMapping {

  /// The longest line, without its end.
  public static final int LINE_BYTES_MAX = 64 * 1024;

  /// The payload member that holds the whole message.
  public static final String MESSAGE = "message";

  private static final String VCP = "vcp";

  /// One level more than an event may have: that of the line around it.
  private static final JsonLimits LIMITS =
      new JsonLimits(
          JsonLimits.EVENT.depthMax() + 1,
          JsonLimits.EVENT.numberCharsMax(),
          JsonLimits.EVENT.exponentMax());

  /// An event gives its time in nanoseconds since 1970, as a long holds them: until 2262.
  private static final long MILLIS_MAX = TimeUnit.NANOSECONDS.toMillis(Long.MAX_VALUE);

  private static final int SOURCE_CHARS_MAX = 128;

  private final Function<String, SourcePolicy> policies;
  private final Hash sourcesDigest;

  /// @param policies what messages of a source are recorded under
  /// @param sourcesDigest of the file that says so
  public LdjsonMapping(Function<String, SourcePolicy> policies, Hash sourcesDigest) {
    this.policies = policies;
    this.sourcesDigest = sourcesDigest;
  }

  /// @param line without its end, not empty
  public LdjsonLine read(byte[] line) {
    JsonObject message;
    try {
      message = Json.parseObject(line, LIMITS);
    } catch (JsonRefusedException e) {
      return new LdjsonLine.Refused(null, Reason.NOT_JSON, e.code().name());
    }
    String src = message.string("src");
    if (src != null && !isName(src)) {
      src = null;
    }
    String type = message.string("type");
    if (message.has("v") && !"1".equals(message.text("v"))) {
      return new LdjsonLine.Refused(
          src, "hello".equals(type) ? Reason.HELLO : Reason.VERSION, "v must be 1");
    }
    return switch (type) {
      case "hello" -> hello(message);
      case "heartbeat" -> new LdjsonLine.Heartbeat();
      case "goodbye" -> new LdjsonLine.Goodbye();
      case "event" -> stored("LOG", src, message, line);
      case "metric" -> stored("METRIC", src, message, line);
      case "progress" -> stored("PROGRESS", src, message, line);
      case "resource" -> stored("RESOURCE", src, message, line);
      case "span" -> stored("SPAN", src, message, line);
      case VCP -> stored(VCP, src, message, line);
      case null -> new LdjsonLine.Refused(src, Reason.TYPE, "type must be a string");
      default -> new LdjsonLine.Refused(src, Reason.TYPE, "the type is not known");
    };
  }

  private static LdjsonLine hello(JsonObject message) {
    boolean acks = message.get("ack") instanceof JsonValue.JsonBoolean(boolean value) && value;
    return new LdjsonLine.Hello(acks, message.string("secret"));
  }

  private LdjsonLine stored(String type, @Nullable String src, JsonObject message, byte[] line) {
    if (src == null) {
      return new LdjsonLine.Refused(
          null,
          Reason.SOURCE,
          "src must be 1 to %d letters, digits, dots, underscores, colons or hyphens"
              .formatted(SOURCE_CHARS_MAX));
    }
    try {
      return new LdjsonLine.Message(
          src,
          type.equals(VCP) ? ownEvent(message, line) : mapped(type, src, message, line),
          sourcesDigest);
    } catch (MessageRefusedException e) {
      String detail = Objects.requireNonNullElse(e.getMessage(), "");
      return new LdjsonLine.Refused(src, Reason.valueOf(e.reason()), detail);
    }
  }

  private static byte[] ownEvent(JsonObject message, byte[] line) throws MessageRefusedException {
    JsonObject event = message.object("data");
    if (event == null) {
      throw refused(Reason.DATA, "data must be a VCP event");
    }
    byte[] text = MemberText.of(line, "data");
    return text == null ? CanonicalJson.asReceived(event) : text;
  }

  private byte[] mapped(String type, String src, JsonObject message, byte[] line)
      throws MessageRefusedException {
    SourcePolicy policy = policies.apply(src);
    if (policy.policyId().length() > SOURCE_CHARS_MAX) {
      throw refused(Reason.SOURCE, "src is too long for a policy id, and has none of its own");
    }
    long millis = time(message);
    String trace = message.string("tid");
    return CanonicalJson.asReceived(
        new EventBuilder(
                policy.stream(),
                type,
                id(message, millis, src, line),
                trace == null || EventId.uuidOrTraceId(trace) == null ? null : trace,
                Instant.ofEpochMilli(millis),
                Precision.MILLISECOND)
            .payload(MESSAGE, message)
            .build());
  }

  private static UUID id(JsonObject message, long millis, String src, byte[] line)
      throws MessageRefusedException {
    if (!message.has("id")) {
      return UuidV7.ofContent(
          millis, Hash.of((src + "|").getBytes(StandardCharsets.US_ASCII), line));
    }
    String given = message.string("id");
    UUID id = given == null ? null : EventId.uuid(given);
    if (id == null) {
      throw refused(Reason.ID, "id must be a UUID in its 36-character form");
    }
    return id;
  }

  private static long time(JsonObject message) throws MessageRefusedException {
    String text = message.text("ts");
    if (text == null) {
      throw refused(Reason.TIME, "ts must be a number of milliseconds since 1970");
    }
    if (text.isEmpty() || text.length() > 13 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw refused(Reason.TIME, "ts must be a whole number of milliseconds since 1970");
    }
    long millis = Long.parseLong(text);
    if (millis > MILLIS_MAX) {
      throw refused(Reason.TIME, "ts is beyond the year 2262");
    }
    return millis;
  }

  private static MessageRefusedException refused(Reason reason, String detail) {
    return new MessageRefusedException(reason.name(), detail);
  }

  /// The characters of a policy id, since a source names one.
  private static boolean isName(String src) {
    if (src.isEmpty() || src.length() > SOURCE_CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < src.length(); i++) {
      char c = src.charAt(i);
      boolean taken =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '.'
              || c == '_'
              || c == ':'
              || c == '-';
      if (!taken) {
        return false;
      }
    }
    return true;
  }
}
