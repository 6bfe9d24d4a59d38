package dev.tradewitness.capture.decode.foreign;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// The id of an event of ours whose own id somebody else's event has.
public final class OtherId {

  private OtherId() {}

  /// The same event under another id, made of its own id, time and payload: who knows an id
  /// beforehand must not be able to keep the event out. The same event gets the same other id.
  public static JsonObject of(JsonObject event) {
    JsonObject header = Objects.requireNonNull(event.object("header"));
    String own = Objects.requireNonNull(header.string("event_id"));
    long nanos = Long.parseLong(Objects.requireNonNull(header.string("timestamp_int")));
    UUID other =
        UuidV7.ofContent(
            Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos)),
            Hash.of(
                ("other|" + own + "|").getBytes(StandardCharsets.UTF_8),
                CanonicalJson.asReceived(Objects.requireNonNull(event.object("payload")))));
    return of(event, other);
  }

  /// The same event under that id.
  public static JsonObject of(JsonObject event, UUID other) {
    JsonObject header = Objects.requireNonNull(event.object("header"));
    return JsonObject.builder()
        .putAll(event.members())
        .put(
            "header",
            JsonObject.builder().putAll(header.members()).put("event_id", other.toString()).build())
        .build();
  }
}
