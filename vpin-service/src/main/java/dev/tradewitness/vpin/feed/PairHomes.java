package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.state.PairState;

/// Knows the pairs that are not in memory.
interface PairHomes {

  /// Where a pair is at home.
  sealed interface Home {
    /// No trade of it ever came.
    record Unknown() implements Home {}

    record At(PairState.Stored pair) implements Home {}

    /// It will be at home where the trade came from, once its former home has nothing left of it.
    record Moving() implements Home {}
  }

  /// @param from where a trade of the pair came from
  Home find(String pair, OwnedPartition from);

  /// Whether producers send the pair's trades to this partition, as the topic is now.
  boolean isKeyed(String pair, OwnedPartition partition);

  /// A partition was claimed: what was learned before may no longer hold.
  void forget();
}
