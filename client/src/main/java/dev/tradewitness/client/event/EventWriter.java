package dev.tradewitness.client.event;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.EventType;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// Writes events of one stream: gives each its id (UUIDv7), its time and a header. For any number
/// of threads.
public final class EventWriter {

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  private final String tail;
  private final String clockStatus;
  private final InstantSource clock;
  private final LongSupplier random;

  /// @param tier `SILVER`, `GOLD` or `PLATINUM`
  /// @param clockStatus how this machine's clock is known to be right: `BEST_EFFORT`, `NTP_SYNCED`,
  ///   `PTP_LOCKED`
  public EventWriter(PolicyId policy, String tier, String clockStatus, InstantSource clock) {
    this(policy, tier, clockStatus, clock, randomBits());
  }

  /// @param random 64 fresh bits at each call, from any thread
  EventWriter(
      PolicyId policy, String tier, String clockStatus, InstantSource clock, LongSupplier random) {
    this.tail =
        ",\"policy_identification\":{\"version\":\"1.1\",\"policy_id\":\"%s\",\"conformance_tier\":\"%s\"}}"
            .formatted(policy.value(), word("tier", tier));
    this.clockStatus = word("clock status", clockStatus);
    this.clock = clock;
    this.random = random;
  }

  /// Threads of two processes that were seeded alike must not give the same ids.
  private static LongSupplier randomBits() {
    long ofThisWriter = new SecureRandom().nextLong();
    return () -> ThreadLocalRandom.current().nextLong() ^ ofThisWriter;
  }

  /// An event of a trace of its own.
  ///
  /// @param type `ORD`, `EXE`, … or one of your own: 1 to 64 letters, digits, `_`, `.`, `:`, `-`
  /// @throws IllegalArgumentException for another type, or when the event has more than 64 KiB
  public Event write(String type, JsonObject payload) {
    long millis = clock.millis();
    return write(type, UuidV7.of(millis, random.getAsLong(), random.getAsLong()), payload);
  }

  /// An event of a trace that has others.
  ///
  /// @throws IllegalArgumentException as above
  public Event write(String type, UUID traceId, JsonObject payload) {
    long micros = Rfc3339.micros(clock.instant());
    UUID id = UuidV7.of(Math.floorDiv(micros, 1000L), random.getAsLong(), random.getAsLong());
    var text = new StringBuilder(1024);
    text.append("{\"header\":{\"event_id\":\"").append(id);
    text.append("\",\"trace_id\":\"").append(traceId);
    text.append("\",\"event_type\":\"").append(word("event type", type)).append('"');
    OptionalInt code = new EventType(type).code();
    if (code.isPresent()) {
      text.append(",\"event_type_code\":").append(code.getAsInt());
    }
    text.append(",\"timestamp_iso\":\"").append(Rfc3339.ofMicros(micros));
    text.append("\",\"timestamp_int\":\"").append(micros);
    text.append("\",\"timestamp_precision\":\"MICROSECOND\",\"clock_sync_status\":\"");
    text.append(clockStatus).append("\",\"vcp_version\":\"1.1\",\"hash_algo\":\"SHA256\"}");
    text.append(",\"payload\":").append(payload).append(tail);
    return Event.of(id, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String word(String what, String text) {
    if (!WORD.matcher(text).matches()) {
      throw new IllegalArgumentException("%s: 1 to 64 letters, digits, _ . : -".formatted(what));
    }
    return text;
  }
}
