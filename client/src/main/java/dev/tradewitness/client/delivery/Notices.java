package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.common.wire.Violation;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Counts what happens and tells the listener, whose exceptions end here. For the sender's thread,
/// but for the state, which any thread reads.
final class Notices {

  private final ClientListener listener;
  private final Tally tally;
  private volatile ClientState state = ClientState.DISCONNECTED;

  /// Why the last request failed; null once one has not.
  private volatile @Nullable String failure;

  private long droppedTold;

  Notices(ClientListener listener, Tally tally) {
    this.listener = listener;
    this.tally = tally;
  }

  Tally tally() {
    return tally;
  }

  ClientState state() {
    return state;
  }

  @Nullable String failure() {
    return failure;
  }

  /// Capture answered a request for every event in it.
  void requestSucceeded() {
    failure = null;
  }

  /// Whether events were dropped that the listener was not told of.
  boolean hasNewDrops() {
    return tally.get(Tally.Of.DROPPED) > droppedTold;
  }

  void drops() {
    long total = tally.get(Tally.Of.DROPPED);
    long fresh = total - droppedTold;
    if (fresh > 0) {
      droppedTold = total;
      tell(to -> to.dropped(fresh, total));
    }
  }

  void state(ClientState now) {
    ClientState before = state;
    if (now != before) {
      state = now;
      tell(to -> to.stateChanged(before, now));
    }
  }

  void refused(Event event, List<Violation> violations) {
    tally.add(Tally.Of.REFUSED);
    tell(to -> to.refused(event, violations));
  }

  void requestFailed(String reason) {
    failure = reason;
    tally.add(Tally.Of.REQUEST_FAILED);
    tell(to -> to.requestFailed(reason));
  }

  void diskFailed(String reason) {
    tally.add(Tally.Of.DISK_FAILURE);
    tell(to -> to.diskFailed(reason));
  }

  /// A listener is foreign code: whatever it throws must not end the only thread that sends.
  private void tell(Consumer<ClientListener> what) {
    try {
      what.accept(listener);
    } catch (Throwable e) { // code of another language also throws checked ones
      tally.add(Tally.Of.LISTENER_FAILURE);
    }
  }
}
