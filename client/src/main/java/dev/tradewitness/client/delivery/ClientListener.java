package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.common.wire.Violation;
import java.util.List;

/// Told of what a person should know. Called on the sender's thread, never on one that logs; must
/// not block, since nothing is sent meanwhile. What it throws is counted and goes no further. It
/// may close the client; a flush that it asks for is false at once. It must not end the process:
/// that waits for this thread, and what is in memory then is lost.
public interface ClientListener {

  /// A listener that ignores everything.
  ClientListener NONE = new ClientListener() {};

  default void stateChanged(ClientState from, ClientState to) {}

  /// Capture never takes this event, or something on the way to it never lets it through (a code
  /// like `HTTP_413`); it is not sent again. It is in `refused.ndjson` of the spool's folder, if
  /// the disk took it.
  default void refused(Event event, List<Violation> violations) {}

  /// @param events dropped since the last call
  /// @param total dropped since the start
  default void dropped(long events, long total) {}

  /// A request did not end with an answer for each event; its events are sent again.
  default void requestFailed(String reason) {}

  /// The disk did not take events, or did not give them back; they stay in the buffer or the file.
  default void diskFailed(String reason) {}
}
