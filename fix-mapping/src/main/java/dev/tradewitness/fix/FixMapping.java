package dev.tradewitness.fix;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/// How the FIX messages of one session become events. Prices and quantities keep their exact text.
/// A message that is sent again (PossDupFlag) becomes events of the same ids; one of a type that
/// has no mapping is kept whole.
///
/// @param stream what the events are recorded under
/// @param lane the session that numbers the messages, by [#lane]
public record FixMapping(EventBuilder.Stream stream, String lane) {

  /// Where the ids of other forms of a message's events begin.
  private static final int REMAINS = 100;

  private static final int OTHER = 200;

  private static final String WHOLE = "FIX_MESSAGE";

  /// The name of the messages that one party sends in a session, for example `FIX.4.4:OMS`.
  public static String lane(String beginString, String senderCompId) {
    return beginString + ":" + senderCompId;
  }

  /// The events of one message.
  ///
  /// @param raw with SOH between the fields
  /// @param receivedAt counts when the message says no time
  public FixRecord map(String raw, Instant receivedAt) {
    return switch (FixText.of(raw)) {
      case FixMessage message -> map(message, receivedAt);
      case FixText.Unreadable(NotMapped why) ->
          new FixRecord.Unread(unread(raw, receivedAt, why), why);
    };
  }

  private FixRecord map(FixMessage message, Instant receivedAt) {
    EventFrame frame = frame(receivedAt);
    try {
      return new FixRecord.Mapped(message, new MappedMessage(message, frame).events());
    } catch (MissingTagException e) {
      var why = new NotMapped("MISSING_MEMBER", String.valueOf(e.getMessage()));
      JsonObject event = frame.event(message, WHOLE, 0).payload("not_mapped", why.json()).build();
      return new FixRecord.Whole(message, event, why);
    }
  }

  /// What is left of a message whose event cannot be stored: its length and its hash.
  ///
  /// @param code why not
  public JsonObject remains(FixMessage message, Instant receivedAt, String code) {
    return frame(receivedAt)
        .begin(message, WHOLE, EventFrame.eventId(lane, message, REMAINS))
        .payload("fix", lengthAndHash(message.text()))
        .payload("not_mapped", new NotMapped(code, "the message cannot be stored").json())
        .build();
  }

  /// The same event when the text is sent again.
  private JsonObject unread(String raw, Instant receivedAt, NotMapped why) {
    UUID id =
        UuidV7.ofContent(
            0, Hash.of(lane.getBytes(StandardCharsets.UTF_8), FixMessage.lasting(raw)));
    return frame(receivedAt)
        .begin(id)
        .payload("fix", lengthAndHash(raw))
        .payload("not_mapped", why.json())
        .build();
  }

  private JsonObject lengthAndHash(String message) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    return JsonObject.builder()
        .put("lane", lane)
        .put("message_bytes", Integer.toString(text.length))
        .put("message_sha256", Hash.of(text).hex())
        .build();
  }

  /// Another id of an event, for one whose id somebody else's event has: a message that is sent
  /// again gets the same one.
  ///
  /// @param index of the event among those of its message
  public UUID otherId(FixMessage message, int index) {
    return EventFrame.eventId(lane, message, OTHER + index);
  }

  private EventFrame frame(Instant receivedAt) {
    return new EventFrame(stream, lane, receivedAt);
  }
}
