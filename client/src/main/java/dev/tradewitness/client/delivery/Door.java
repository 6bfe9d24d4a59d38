package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The way to capture.
@FunctionalInterface
interface Door {

  /// Sends events in one request; without events, to see whether capture answers at all. Whatever
  /// goes wrong is an [Answer.Failed]; the future ends with an exception only when it is cancelled,
  /// which ends the request.
  CompletableFuture<Answer> send(List<Event> events);

  /// Ends what the door has of its own. Nothing is sent any more.
  default void close() {}
}
