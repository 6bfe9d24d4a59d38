package dev.tradewitness.client.spool;

import dev.tradewitness.client.event.Event;
import java.util.regex.Pattern;

/// An event that nobody takes.
///
/// @param code why, in capitals; `REFUSED` when an answer had another kind of text for it
public record RefusedEvent(Event event, String code) {

  private static final Pattern CODE = Pattern.compile("[A-Z0-9_-]{1,64}");

  public RefusedEvent {
    if (!CODE.matcher(code).matches()) {
      code = "REFUSED";
    }
  }
}
