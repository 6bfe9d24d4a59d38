package dev.tradewitness.vpin.feed;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pairs of one consumer that are in memory: of each partition so many at most. Not for use by
/// several threads.
final class HeldPairs {

  private final PairBounds bounds;
  private final Map<String, OwnedPair> pairs = new HashMap<>();

  HeldPairs(PairBounds bounds) {
    this.bounds = bounds;
  }

  @Nullable OwnedPair get(String name) {
    return pairs.get(name);
  }

  /// Holds the pair, in place of one of its name that was at home elsewhere.
  void add(OwnedPair pair) {
    OwnedPair former = pairs.put(pair.name(), pair);
    if (former != pair) {
      pair.home().pairs(1);
      if (former != null) {
        former.home().pairs(-1);
      }
    }
  }

  void remove(OwnedPair pair) {
    if (pairs.remove(pair.name(), pair)) {
      pair.home().pairs(-1);
    }
  }

  void removeAllOf(OwnedPartition home) {
    pairs.values().removeIf(pair -> pair.home() == home);
  }

  boolean isFull(OwnedPartition home) {
    return home.pairs() >= bounds.perPartitionMax();
  }

  /// Whether another pair may be at home there. If need be the pair that traded least recently is
  /// set aside: its state stays in the table, and is read back with its next trade.
  ///
  /// @param now Unix milliseconds
  boolean hasRoom(OwnedPartition home, long now) {
    if (!isFull(home)) {
      return true;
    }
    long before = now - bounds.idle().toMillis();
    if (home.noneIdleBefore() >= before) {
      return false;
    }
    OwnedPair oldest = oldest(home);
    if (oldest == null || oldest.tradedAt() >= before) {
      home.noneIdleBefore(oldest == null ? now : oldest.tradedAt());
      return false;
    }
    remove(oldest);
    return true;
  }

  /// What is not committed must stay.
  private @Nullable OwnedPair oldest(OwnedPartition home) {
    OwnedPair oldest = null;
    for (OwnedPair pair : pairs.values()) {
      if (pair.home() == home
          && !pair.isTouched()
          && (oldest == null || pair.tradedAt() < oldest.tradedAt())) {
        oldest = pair;
      }
    }
    return oldest;
  }
}
