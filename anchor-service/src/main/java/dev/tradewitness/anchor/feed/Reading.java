package dev.tradewitness.anchor.feed;

import dev.tradewitness.kit.kafka.OwingPartitions;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Where one consumer stands. Only its thread uses it, but for what [OwingPartitions] shows to all.
///
/// The container gives a poll that failed once more, as the same list. What it brought of a
/// partition whose position was set meanwhile comes again from there, and must not be stored.
final class Reading {

  private final OwingPartitions owing;

  private WeakReference<List<?>> poll = new WeakReference<>(null);

  /// Partitions of which nothing more of the poll is to be stored.
  private final Set<Integer> done = new HashSet<>();

  Reading(OwingPartitions owing) {
    this.owing = owing;
  }

  OwingPartitions owing() {
    return owing;
  }

  /// A poll is given, perhaps not for the first time.
  void begin(List<?> messages) {
    if (!poll.refersTo(messages)) {
      poll = new WeakReference<>(messages);
      done.clear();
    }
  }

  /// What the poll brought of a partition is stored, or the position was set elsewhere.
  void done(int partition) {
    done.add(partition);
  }

  boolean isDone(int partition) {
    return done.contains(partition);
  }
}
