package dev.tradewitness.capture.decode.mirror;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.EventDocument;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.foreign.OrderMapping.Outcome.Fits;
import dev.tradewitness.capture.decode.foreign.OrderMapping.Outcome.Misfit;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.common.event.EventBuilder.Precision;
import dev.tradewitness.common.event.UuidV7;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes the events of requests. The same request with the same identity gives the same events,
/// always, under the same rules.
public final class MirrorReader {

  public static final String RAW_HTTP = "RAW_HTTP";

  private static final int DETAIL_CHARS_MAX = 256;

  private final EventDecoder decoder;
  private final RandomGenerator random;
  private final MirrorRules rules;

  /// @param random for the ids of requests without an identity; safe for many threads
  public MirrorReader(EventDecoder decoder, RandomGenerator random, MirrorRules rules) {
    this.decoder = decoder;
    this.random = random;
    this.rules = rules;
  }

  /// What a request became.
  ///
  /// @param type of each of its events
  /// @param events at least one; several for a body that no single event holds
  public record Read(String type, List<Decoded> events) {}

  public Read read(MirroredRequest request, Reception reception) {
    var clean = new CleanRequest(request, rules.secrets());
    var misfits = new ArrayList<JsonObject>();
    Read order = order(clean, reception, misfits);
    return order == null ? new Read(RAW_HTTP, raw(clean, reception, JsonArray.of(misfits))) : order;
  }

  private @Nullable Read order(CleanRequest clean, Reception reception, List<JsonObject> misfits) {
    String uri = clean.uri();
    if (uri == null) {
      misfits.add(misfit(null, "URI_UNKNOWN", "the proxy did not pass X-Original-URI"));
      return null;
    }
    String method = clean.request().method();
    String path = path(uri);
    List<PathMapping> candidates =
        rules.mappings().stream().filter(m -> m.takes(method, path)).toList();
    if (candidates.isEmpty()) {
      misfits.add(misfit(null, "NO_MAPPING", "no mapping has this path and method"));
      return null;
    }
    JsonValue body;
    try {
      body = clean.json();
    } catch (JsonRefusedException e) {
      misfits.add(misfit(null, e.code().name(), e.pointer() + " " + e.getMessage()));
      return null;
    }
    for (PathMapping mapping : candidates) {
      switch (mapping.order().map(body)) {
        case Misfit(String code, String detail) -> misfits.add(misfit(mapping, code, detail));
        case Fits fits -> {
          switch (decoder.decode(bytes(order(clean, mapping, fits, reception)), reception)) {
            case Decoded.Understood understood -> {
              return new Read(mapping.order().event().name(), List.of(understood));
            }
            case Decoded.NotUnderstood(var violations) -> {
              var first = violations.getFirst();
              misfits.add(misfit(mapping, first.code(), first.pointer() + " " + first.message()));
            }
          }
        }
      }
    }
    return null;
  }

  private JsonObject order(
      CleanRequest clean, PathMapping mapping, Fits fits, Reception reception) {
    EventBuilder event =
        begin(
                mapping.order().event().name(),
                clean,
                reception,
                fits.traceId(),
                eventId(clean, reception))
            .header("symbol", fits.symbol())
            .header("account_id", fits.account())
            .payload("trade_data", fits.trade())
            .payload("request", clean.shown());
    if (clean.isBodyWhole()) { // what is left of a secret could be guessed from its hash
      event.payload("body", BodyText.whole(clean.body()).build());
    }
    return withRedacted(event, clean).payload("unmapped", fits.rest()).build();
  }

  /// The body whole: as text where it is that, else as base64, else in parts.
  private List<Decoded> raw(CleanRequest clean, Reception reception, JsonArray misfits) {
    UUID first = eventId(clean, reception);
    JsonObject text = BodyText.asText(clean.body());
    if (text != null) {
      byte[] event = bytes(raw(clean, reception, misfits, null, first, text));
      if (event.length <= EventDocument.BYTES_MAX) {
        return List.of(decoder.decode(event, reception));
      }
    }
    if (clean.body().length <= BodyText.PART_BYTES) {
      JsonObject base64 = BodyText.asBase64(clean.body());
      return List.of(
          decoder.decode(bytes(raw(clean, reception, misfits, null, first, base64)), reception));
    }
    Hash sha256 = Hash.of(clean.body());
    var parts = new ArrayList<Decoded>();
    for (int part = 0; part < BodyText.parts(clean.body()); part++) {
      UUID id = part == 0 ? first : eventId(clean, reception, part);
      JsonObject body = BodyText.part(clean.body(), sha256, part);
      parts.add(
          decoder.decode(
              bytes(raw(clean, reception, misfits, first.toString(), id, body)), reception));
    }
    return parts;
  }

  private JsonObject raw(
      CleanRequest clean,
      Reception reception,
      JsonArray misfits,
      @Nullable String partsTrace,
      UUID eventId,
      JsonObject body) {
    String trace =
        reception.traceId() == null && clean.request().ownTrace() == null ? partsTrace : null;
    return withRedacted(
            begin(RAW_HTTP, clean, reception, trace, eventId)
                .payload("request", clean.shown())
                .payload("body", body)
                .payload("not_mapped", misfits),
            clean)
        .build();
  }

  /// @param traceId the event's own; else the one of `traceparent`, else the request id
  private EventBuilder begin(
      String type,
      CleanRequest clean,
      Reception reception,
      @Nullable String traceId,
      UUID eventId) {
    Instant at = clean.request().at();
    UUID trace = reception.traceId() == null ? clean.request().ownTrace() : reception.traceId();
    return new EventBuilder(
        rules.policy().stream(),
        type,
        eventId,
        traceId != null || trace == null ? traceId : trace.toString(),
        at == null ? reception.receivedAt() : at,
        at == null ? Precision.MICROSECOND : Precision.MILLISECOND);
  }

  private static EventBuilder withRedacted(EventBuilder event, CleanRequest clean) {
    JsonObject redacted = clean.redacted();
    return redacted == null ? event : event.payload("redacted", redacted);
  }

  private UUID eventId(CleanRequest clean, Reception reception) {
    return eventId(clean, reception, 0);
  }

  private UUID eventId(CleanRequest clean, Reception reception, int part) {
    RequestIdentity identity = clean.request().identity();
    return identity == null
        ? UuidV7.of(
            Math.max(0, reception.receivedAt().toEpochMilli()),
            random.nextLong(),
            random.nextLong())
        : identity.eventId(part);
  }

  private static JsonObject misfit(@Nullable PathMapping mapping, String code, String detail) {
    String told =
        detail.length() <= DETAIL_CHARS_MAX ? detail : detail.substring(0, DETAIL_CHARS_MAX);
    return JsonObject.builder()
        .putIfPresent(
            "mapping", mapping == null ? null : mapping.order().event() + " " + mapping.path())
        .put("code", code)
        .put("detail", told.strip())
        .build();
  }

  /// The path that a mapping is looked up by.
  private static String path(String uri) {
    int query = uri.indexOf('?');
    int fragment = uri.indexOf('#');
    int end = Math.min(query < 0 ? uri.length() : query, fragment < 0 ? uri.length() : fragment);
    String path = uri.substring(0, end);
    if (path.indexOf('%') < 0) {
      return path;
    }
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return path; // not encoded well: as it is written
    }
  }

  private static byte[] bytes(JsonObject event) {
    return CanonicalJson.asReceived(event);
  }
}
