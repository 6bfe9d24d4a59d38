package dev.tradewitness.client.event;

import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One event: its id and the bytes that capture hashes and stores. The id makes a repetition
/// harmless, so an event without one does not exist here. Immutable, equal by content.
public final class Event {

  /// Capture refuses longer ones.
  public static final int BYTES_MAX = 64 * 1024;

  private final UUID id;
  private final byte[] json;

  private Event(UUID id, byte[] json) {
    this.id = id;
    this.json = json;
  }

  /// An event whose text is known to be right: one JSON object whose header has this id as
  /// `event_id`. Only what is cheap is checked.
  ///
  /// @throws IllegalArgumentException for a text that does not begin with `{` and end with `}`, has
  ///   more than 64 KiB or a line break
  public static Event of(UUID id, byte[] json) {
    byte[] own = json.clone();
    requireSize(own);
    // Capture would read a batch that begins otherwise as an array, and skip a blank line.
    if (own[0] != '{' || own[own.length - 1] != '}') {
      throw new IllegalArgumentException("an event begins with { and ends with }");
    }
    for (byte b : own) {
      if (isLineBreak(b)) {
        throw new IllegalArgumentException("an event is one line of text");
      }
    }
    return new Event(id, own);
  }

  /// Reads an event strictly. Line breaks between its tokens become spaces; the rest is sent as it
  /// is.
  ///
  /// @throws IllegalArgumentException when it is not JSON as capture reads it, has no header with
  ///   an `event_id` that is a UUID, or more than 64 KiB
  public static Event ofJson(byte[] json) {
    requireSize(json);
    UUID id = idOf(parsed(json));
    byte[] own = trimmed(json);
    // Strict JSON has no line break inside a string, so these are between tokens.
    for (int i = 0; i < own.length; i++) {
      if (isLineBreak(own[i])) {
        own[i] = ' ';
      }
    }
    return new Event(id, own);
  }

  /// Without the white space around the one object that the text is known to be.
  private static byte[] trimmed(byte[] json) {
    int from = 0;
    while (json[from] != '{') {
      from++;
    }
    int to = json.length;
    while (json[to - 1] != '}') {
      to--;
    }
    return Arrays.copyOfRange(json, from, to);
  }

  private static boolean isLineBreak(byte b) {
    return b == '\n' || b == '\r';
  }

  private static void requireSize(byte[] json) {
    if (json.length == 0 || json.length > BYTES_MAX) {
      throw new IllegalArgumentException(
          "an event has 1 to %d bytes, got %d".formatted(BYTES_MAX, json.length));
    }
  }

  private static JsonObject parsed(byte[] json) {
    try {
      return JsonText.parseObject(json, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IllegalArgumentException(
          "not an event: %s, %s".formatted(e.code(), e.getMessage()), e);
    }
  }

  private static UUID idOf(JsonObject event) {
    JsonObject header = event.object("header");
    JsonObject pascal = event.object("Header");
    String text =
        header != null
            ? header.string("event_id")
            : pascal != null ? pascal.string("EventID") : null;
    // UUID.fromString also takes shorter forms, which capture refuses.
    if (text == null || text.length() != 36) {
      throw new IllegalArgumentException("the header has no event_id that is a UUID");
    }
    return UUID.fromString(text);
  }

  public UUID id() {
    return id;
  }

  /// Whether the header of the text has this id, which is what capture knows the event by. Reads
  /// the whole text.
  public boolean isNamed(String id) {
    try {
      return idOf(parsed(json)).toString().equalsIgnoreCase(id);
    } catch (IllegalArgumentException e) {
      return false; // no event, or none with an id
    }
  }

  /// Length of the text in bytes.
  public int bytes() {
    return json.length;
  }

  /// The text, read-only, not copied.
  public ByteBuffer text() {
    return ByteBuffer.wrap(json).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Event that && id.equals(that.id) && Arrays.equals(json, that.json);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /// Names the event without its content.
  @Override
  public String toString() {
    return "Event[%s, %d bytes]".formatted(id, json.length);
  }
}
