package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.state.PairState;
import java.util.Optional;

/// Knows the pairs that are not in memory.
interface PairHomes {

  /// Where a pair is at home.
  sealed interface Home {
    /// No trade of it ever came.
    record Unknown() implements Home {}

    record At(int partition) implements Home {}

    /// It will be at home where the trade came from, once its former home has nothing left of it.
    record Moving() implements Home {}
  }

  /// A poll begins: what was learned during the former one may no longer hold.
  void begin();

  /// @param from where a trade of the pair came from
  /// @param sent timestamp of its message, Unix milliseconds
  Home find(String pair, OwnedPartition from, long sent);

  /// The pair's engine; read after [#find(String, OwnedPartition, long)] has said that its home is
  /// this process's, for until then another one may write it.
  Optional<PairState.Stored> load(String pair);

  /// How many partitions the topic has, as last seen.
  int partitions();

  /// Where producers send the pair's trades in a topic of so many partitions.
  int keyed(String pair, int partitions);

  /// A partition was claimed: what was learned before may no longer hold.
  void forget();
}
