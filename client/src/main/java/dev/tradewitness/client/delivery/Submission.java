package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// An event on its way, and who waits for it.
///
/// @param promise null when nobody waits, or the waiting is over
/// @param place its number in the buffer; meaningless once it is on the disk
record Submission(Event event, @Nullable CompletableFuture<Logged> promise, long place) {

  /// An event from the disk, for which nobody waits.
  static Submission ofSpooled(Event event) {
    return new Submission(event, null, -1);
  }

  /// It is on this client's disk; who waits is told so, and of nothing that comes later.
  void spooled() {
    settle(new Logged.Spooled(Logged.Disk.CLIENT));
  }

  /// Tells who waits. What depends on the promise runs on a thread of the common pool, so that it
  /// cannot hold up the sender.
  void settle(Logged outcome) {
    if (promise != null) {
      promise.completeAsync(() -> outcome);
    }
  }
}
