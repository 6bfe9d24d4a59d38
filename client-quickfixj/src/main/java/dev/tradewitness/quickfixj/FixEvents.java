package dev.tradewitness.quickfixj;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.fix.FixMapping;
import dev.tradewitness.fix.FixMessage;
import dev.tradewitness.fix.FixRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// FIX messages as the client's events, for any engine: needs no QuickFIX/J. Byte for byte the
/// events that capture-service's drop-copy door stores of the same messages, when it records their
/// session under the same policy, tier and clock status. For any number of threads.
public final class FixEvents {

  private static final Set<String> TIERS = Set.of("SILVER", "GOLD", "PLATINUM");
  private static final Set<String> CLOCKS =
      Set.of("PTP_LOCKED", "NTP_SYNCED", "BEST_EFFORT", "UNRELIABLE");

  private final EventBuilder.Stream stream;
  private final InstantSource clock;

  /// @param tier `SILVER`, `GOLD` or `PLATINUM`
  /// @param clockStatus what the times in the messages are worth: `PTP_LOCKED`, `NTP_SYNCED`,
  ///   `BEST_EFFORT` or `UNRELIABLE`
  /// @param clock asked for a message that has no time
  public FixEvents(PolicyId policy, String tier, String clockStatus, InstantSource clock) {
    this.stream =
        new EventBuilder.Stream(policy.value(), oneOf(TIERS, tier), oneOf(CLOCKS, clockStatus));
    this.clock = clock;
  }

  private static String oneOf(Set<String> words, String word) {
    if (!words.contains(word)) {
      throw new IllegalArgumentException("%s is none of %s".formatted(word, words));
    }
    return word;
  }

  /// The events of one message: one, or two for a rejected order. A message whose events are too
  /// long for the client becomes its length and hash.
  ///
  /// @param beginString of the session
  /// @param senderCompId who sends the message
  /// @param message with SOH between the fields
  public List<Event> of(String beginString, String senderCompId, String message) {
    var mapping = new FixMapping(stream, FixMapping.lane(beginString, senderCompId));
    Instant now = clock.instant();
    return switch (mapping.map(message, now)) {
      case FixRecord.Mapped(FixMessage read, List<JsonObject> events) ->
          fitting(mapping, read, events, now);
      case FixRecord.Whole(FixMessage read, JsonObject event, _) ->
          fitting(mapping, read, List.of(event), now);
      case FixRecord.Unread(JsonObject event, _) -> List.of(event(event));
    };
  }

  /// As the door does: those before the first that is too long, then what is left of the message.
  private static List<Event> fitting(
      FixMapping mapping, FixMessage message, List<JsonObject> events, Instant now) {
    var fitting = new ArrayList<Event>(events.size());
    for (JsonObject event : events) {
      byte[] json = CanonicalJson.asReceived(event);
      if (json.length > Event.BYTES_MAX) {
        fitting.add(event(mapping.remains(message, now, "EVENT_TOO_LARGE")));
        return fitting;
      }
      fitting.add(Event.of(id(event), json));
    }
    return fitting;
  }

  private static Event event(JsonObject event) {
    return Event.of(id(event), CanonicalJson.asReceived(event));
  }

  private static UUID id(JsonObject event) {
    JsonObject header = Objects.requireNonNull(event.object("header"));
    return UUID.fromString(Objects.requireNonNull(header.string("event_id")));
  }
}
