package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.state.Metric;
import dev.tradewitness.vpin.state.PairState;
import dev.tradewitness.vpin.state.PartitionClaim;
import dev.tradewitness.vpin.state.PollCommit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The engines of the partitions that one consumer owns, and what changed in them since the last
/// commit. Knows nothing of Kafka and the database; only its consumer's thread uses it.
///
/// A pair's home is the partition that its first trade came from. Producers key by pair, so its
/// trades come from there. A trade from another partition moves the pair if producers key it to
/// that one now; otherwise it is taken in the order of arrival if the same consumer owns both.
final class PairBook {

  private static final int ELSEWHERE_MAX = 10_000;

  private final VpinParameters configured;
  private final HeldPairs pairs;
  private final PairHomes homes;

  private final Map<Integer, OwnedPartition> partitions = new HashMap<>();

  /// Pairs known to be at home with another consumer; asked for again after every claim.
  private final Set<String> elsewhere = new HashSet<>();

  private final List<OwnedPair> touched = new ArrayList<>();
  private final List<Metric> metrics = new ArrayList<>();

  /// Of the poll under way: Unix milliseconds by steady time.
  private long now;

  /// Partitions of the topic when the poll under way began.
  private int partitionsSeen;

  /// @param homes asked for a pair that the book does not have
  PairBook(VpinParameters configured, PairBounds bounds, PairHomes homes) {
    this.configured = configured;
    this.pairs = new HeldPairs(bounds);
    this.homes = homes;
  }

  /// Begins a partition with its stored pairs, those that traded last if there are too many.
  OwnedPartition open(PartitionClaim claim, long offset, List<PairState.Stored> stored) {
    close(claim.partition());
    var partition = new OwnedPartition(claim, offset);
    partitions.put(partition.number(), partition);
    elsewhere.clear();
    homes.forget();
    for (PairState.Stored pair : stored) {
      if (!pairs.isFull(partition)) {
        pairs.add(OwnedPair.restored(pair, partition, configured));
      }
    }
    return partition;
  }

  /// Forgets a partition, with whatever is not committed.
  void close(int number) {
    OwnedPartition partition = partitions.remove(number);
    if (partition != null) {
      pairs.removeAllOf(partition);
      touched.removeIf(pair -> pair.home() == partition);
      metrics.removeIf(metric -> metric.partition() == number);
    }
  }

  /// Null when the partition is not open.
  @Nullable OwnedPartition partition(int number) {
    return partitions.get(number);
  }

  Collection<OwnedPartition> partitions() {
    return partitions.values();
  }

  /// A poll begins.
  ///
  /// @param now Unix milliseconds by steady time
  void begin(long now) {
    this.now = now;
    homes.begin();
    int partitionsNow = homes.partitions();
    if (partitionsNow != partitionsSeen) {
      // Pairs that were at home elsewhere may have to move here.
      elsewhere.clear();
      partitionsSeen = partitionsNow;
    }
  }

  /// Takes a trade that came from `from`.
  ///
  /// @param sent timestamp of its message, Unix milliseconds
  Verdict accept(OwnedPartition from, Trade trade, long sent) {
    OwnedPair pair = pairs.get(trade.pair());
    if (pair != null) {
      if (pair.home() == from || !pair.isKeyed(from, homes)) {
        return count(pair, trade);
      }
      // It moves here. What it already did has to be committed at its former home.
      if (pair.isTouched()) {
        return Verdict.Taken.WAITS;
      }
      pairs.remove(pair);
    }
    if (elsewhere.contains(trade.pair())) {
      return Refusal.OTHER_PARTITION;
    }
    return switch (find(from, trade.pair(), sent)) {
      case Found.Pair(OwnedPair found) -> count(found, trade);
      case Found.None(Verdict why) -> why;
    };
  }

  private Verdict count(OwnedPair pair, Trade trade) {
    VpinEngine engine = pair.engine();
    double volume = trade.volume(engine.parameters().unit());
    if (!engine.holds(volume)) {
      return Refusal.TOO_MANY_BUCKETS;
    }
    touch(pair);
    if (engine.accept(trade.timestamp(), trade.direction(), trade.price(), volume)) {
      metrics.add(pair.metric());
    }
    return Verdict.Taken.COUNTED;
  }

  private sealed interface Found {
    record Pair(OwnedPair pair) implements Found {}

    record None(Verdict why) implements Found {}
  }

  /// A pair that is not in memory: new, set aside, or at home elsewhere.
  private Found find(OwnedPartition from, String name, long sent) {
    return switch (homes.find(name, from, sent)) {
      case PairHomes.Home.Unknown() ->
          pairs.hasRoom(from, now)
              ? new Found.Pair(OwnedPair.begun(name, from, configured))
              : new Found.None(Refusal.TOO_MANY_PAIRS);
      case PairHomes.Home.At(int partition) -> {
        OwnedPartition home = partitions.get(partition);
        if (home == null) {
          yield new Found.None(rememberElsewhere(name));
        }
        yield pairs.hasRoom(home, now)
            ? new Found.Pair(load(name, home))
            : new Found.None(Refusal.TOO_MANY_PAIRS);
      }
      case PairHomes.Home.Moving() -> new Found.None(Verdict.Taken.WAITS);
    };
  }

  /// A pair that was forgotten a moment ago begins anew.
  private OwnedPair load(String name, OwnedPartition home) {
    return homes
        .load(name)
        .map(stored -> OwnedPair.restored(stored, home, configured))
        .orElseGet(() -> OwnedPair.begun(name, home, configured));
  }

  private Refusal rememberElsewhere(String name) {
    if (elsewhere.size() == ELSEWHERE_MAX) {
      elsewhere.clear();
    }
    elsewhere.add(name);
    return Refusal.OTHER_PARTITION;
  }

  private void touch(OwnedPair pair) {
    if (pair.touch(now)) {
      touched.add(pair);
      pairs.add(pair);
    }
  }

  /// What changed since the last commit. It advances the home of each pair that traded, also when
  /// the trade came from another partition and gave no metric: who does not own a pair's home any
  /// more must not write its engine.
  PollCommit pending() {
    var written = new HashSet<OwnedPartition>();
    touched.forEach(pair -> written.add(pair.home()));
    return new PollCommit(
        partitions.values().stream()
            .filter(partition -> partition.moved() || written.contains(partition))
            .map(OwnedPartition::advance)
            .toList(),
        touched.stream().map(OwnedPair::state).toList(),
        List.copyOf(metrics));
  }

  /// The pending changes are in the database.
  void committed() {
    partitions.values().forEach(OwnedPartition::committed);
    touched.forEach(OwnedPair::committed);
    touched.clear();
    metrics.clear();
  }
}
