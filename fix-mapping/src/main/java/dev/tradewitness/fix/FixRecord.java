package dev.tradewitness.fix;

import dev.tradewitness.common.canonical.JsonObject;
import java.util.List;

/// What came of one message. Nothing is left out: a message that cannot be mapped is an event, too.
public sealed interface FixRecord {

  /// In the order in which they are stored.
  List<JsonObject> events();

  /// The message as its type says; kept whole for a type that has no mapping.
  record Mapped(FixMessage message, List<JsonObject> events) implements FixRecord {
    public Mapped {
      events = List.copyOf(events);
    }
  }

  /// The message whole, because a tag is missing that its mapping needs.
  record Whole(FixMessage message, JsonObject event, NotMapped why) implements FixRecord {
    @Override
    public List<JsonObject> events() {
      return List.of(event);
    }
  }

  /// Length and hash of a text that is no message, or has too many fields.
  record Unread(JsonObject event, NotMapped why) implements FixRecord {
    @Override
    public List<JsonObject> events() {
      return List.of(event);
    }
  }
}
