package dev.tradewitness.capture.relay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Which streams have a position to write down, some at a time: a stream that has moved waits
/// behind those that moved before it, however often they move again. Used by the relay thread only.
final class MovedPositions {

  private final int streamsMax;

  /// In the order in which they were found to have moved.
  private final Set<RelayedStream> waiting = new LinkedHashSet<>();

  /// @param streamsMax at a time
  MovedPositions(int streamsMax) {
    this.streamsMax = streamsMax;
  }

  /// Those whose turn it is. One that could not be written down is found again the next time, and
  /// waits behind the others.
  ///
  /// @param streams all that are sent
  List<RelayedStream> next(Collection<RelayedStream> streams) {
    for (RelayedStream stream : streams) {
      if (stream.confirmed() != stream.stored) {
        waiting.add(stream);
      }
    }
    var next = new ArrayList<RelayedStream>(Math.min(waiting.size(), streamsMax));
    Iterator<RelayedStream> oldest = waiting.iterator();
    while (next.size() < streamsMax && oldest.hasNext()) {
      next.add(oldest.next());
      oldest.remove();
    }
    return next;
  }

  /// Whether some wait that were not given the last time.
  boolean hasMore() {
    return !waiting.isEmpty();
  }

  /// Takes out streams that are not sent any more.
  void forget(Predicate<RelayedStream> which) {
    waiting.removeIf(which);
  }
}
