package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.Events;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/// Events that their senders do not keep, as a door offers them.
public final class Entries {

  private static final EventDecoder DECODER = new EventDecoder(new SecureRandom());

  private Entries() {}

  public static StreamEntry of(String orderId) {
    return of(orderId, false);
  }

  /// @param keptElsewhere whether the sender repeats the event
  public static StreamEntry of(String orderId, boolean keptElsewhere) {
    return ofEvent(Events.order(UUID.randomUUID(), "test:a", orderId), keptElsewhere);
  }

  /// @param document as a sender writes it
  public static StreamEntry ofEvent(String document, boolean keptElsewhere) {
    var reception = new Reception(Instant.EPOCH, ClockStatus.BEST_EFFORT, "test", null, null);
    return switch (DECODER.decode(document.getBytes(StandardCharsets.UTF_8), reception)) {
      case Decoded.Understood(var event) ->
          new StreamEntry(event, reception, SigningMode.CHECKPOINT, null, keptElsewhere);
      case Decoded.NotUnderstood(var violations) -> throw new AssertionError(violations);
    };
  }
}
