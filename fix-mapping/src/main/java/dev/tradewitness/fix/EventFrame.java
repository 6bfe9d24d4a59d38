package dev.tradewitness.fix;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.common.event.EventBuilder.Precision;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// What the events of every message have: the id, the time, the message itself.
///
/// @param lane the session that numbers the message
/// @param receivedAt counts when the message says no time
record EventFrame(EventBuilder.Stream stream, String lane, Instant receivedAt) {

  /// An event that holds the message.
  EventBuilder event(FixMessage message, String type, int index) {
    return begin(message, type, eventId(message, index))
        .payload(
            "fix",
            JsonObject.builder()
                .put("lane", lane)
                .putIfPresent("begin_string", message.get(Tags.BEGIN_STRING))
                .putIfPresent("msg_type", message.get(Tags.MSG_TYPE))
                .putIfPresent("msg_seq_num", message.get(Tags.MSG_SEQ_NUM))
                .putIfPresent("sender_comp_id", message.get(Tags.SENDER_COMP_ID))
                .putIfPresent("target_comp_id", message.get(Tags.TARGET_COMP_ID))
                .put("message", message.text())
                .build());
  }

  EventBuilder begin(FixMessage message, String type, UUID eventId) {
    Instant transacted = message.time(Tags.TRANSACT_TIME);
    Instant at = transacted == null ? message.firstSent() : transacted;
    return new EventBuilder(
            stream,
            type,
            eventId,
            null,
            (at == null ? receivedAt : at).truncatedTo(ChronoUnit.MICROS),
            Precision.MICROSECOND)
        .header("symbol", message.get(Tags.SYMBOL))
        .header("account_id", message.get(Tags.ACCOUNT));
  }

  /// Of a text that is no message.
  EventBuilder begin(UUID eventId) {
    Instant at = receivedAt.truncatedTo(ChronoUnit.MICROS);
    return new EventBuilder(stream, "FIX_MESSAGE", eventId, null, at, Precision.MICROSECOND);
  }

  UUID eventId(FixMessage message, int index) {
    return eventId(lane, message, index);
  }

  /// Of the session, the number and all that stays the same when the message is sent again; the
  /// time is that of the first sending, so that a number which was given out anew after a reset is
  /// another message.
  static UUID eventId(String lane, FixMessage message, int index) {
    Instant sent = message.firstSent();
    byte[] place = "fix|%s|%s|%d|".formatted(lane, sent, index).getBytes(StandardCharsets.UTF_8);
    return UuidV7.ofContent(
        sent == null ? 0 : Math.max(0, sent.toEpochMilli()), Hash.of(place, message.lasting()));
  }
}
