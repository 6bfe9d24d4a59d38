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
/// trades come from there; should one come from another partition of the same consumer it is taken
/// all the same, in the order of arrival.
final class PairBook {

  private static final int ELSEWHERE_MAX = 10_000;

  private final VpinParameters configured;
  private final PairBounds bounds;
  private final PairHomes homes;

  private final Map<Integer, OwnedPartition> partitions = new HashMap<>();
  private final Map<String, OwnedPair> pairs = new HashMap<>();

  /// Pairs known to be at home with another consumer; asked for again after every claim.
  private final Set<String> elsewhere = new HashSet<>();

  private final List<OwnedPair> touched = new ArrayList<>();
  private final List<Metric> metrics = new ArrayList<>();

  /// Unix milliseconds of the poll under way.
  private long now;

  /// @param homes asked for a pair that the book does not have
  PairBook(VpinParameters configured, PairBounds bounds, PairHomes homes) {
    this.configured = configured;
    this.bounds = bounds;
    this.homes = homes;
  }

  /// Begins a partition with its stored pairs, those that traded last if there are too many. Pairs
  /// under other parameters than the configured ones start their next epoch.
  OwnedPartition open(PartitionClaim claim, long offset, List<PairState.Stored> stored) {
    close(claim.partition());
    var partition = new OwnedPartition(claim, offset);
    partitions.put(partition.number(), partition);
    elsewhere.clear();
    homes.forget();
    stored.stream()
        .limit(bounds.perPartitionMax())
        .forEach(pair -> keep(OwnedPair.restored(pair, partition, configured)));
    return partition;
  }

  /// Forgets a partition, with whatever is not committed.
  void close(int number) {
    OwnedPartition partition = partitions.remove(number);
    if (partition != null) {
      pairs.values().removeIf(pair -> pair.home() == partition);
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
  /// @param now Unix milliseconds
  void begin(long now) {
    this.now = now;
  }

  /// Takes a trade that came from `from`.
  Verdict accept(OwnedPartition from, Trade trade) {
    OwnedPair pair = pairs.get(trade.pair());
    if (pair != null) {
      if (pair.home() == from || !homes.isKeyed(trade.pair(), from)) {
        return count(pair, trade);
      }
      // It moves here. What it already did has to be committed at its former home.
      if (pair.isTouched()) {
        return Verdict.Taken.WAITS;
      }
      pairs.remove(pair.name());
      pair.home().pairs(-1);
    }
    if (elsewhere.contains(trade.pair())) {
      return Refusal.OTHER_PARTITION;
    }
    return switch (find(from, trade.pair())) {
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
  private Found find(OwnedPartition from, String name) {
    return switch (homes.find(name, from)) {
      case PairHomes.Home.Unknown() ->
          hasRoom(from)
              ? new Found.Pair(OwnedPair.begun(name, from, configured))
              : new Found.None(Refusal.TOO_MANY_PAIRS);
      case PairHomes.Home.At(PairState.Stored stored) -> {
        OwnedPartition home = partitions.get(stored.partition());
        if (home == null) {
          yield new Found.None(rememberElsewhere(name));
        }
        yield hasRoom(home)
            ? new Found.Pair(OwnedPair.restored(stored, home, configured))
            : new Found.None(Refusal.TOO_MANY_PAIRS);
      }
      case PairHomes.Home.Moving() -> new Found.None(Verdict.Taken.WAITS);
    };
  }

  private Refusal rememberElsewhere(String name) {
    if (elsewhere.size() == ELSEWHERE_MAX) {
      elsewhere.clear();
    }
    elsewhere.add(name);
    return Refusal.OTHER_PARTITION;
  }

  /// Makes room, if need be, by setting aside the pair that traded least recently: its state stays
  /// in the table, and is read back with its next trade.
  private boolean hasRoom(OwnedPartition home) {
    if (home.pairs() < bounds.perPartitionMax()) {
      return true;
    }
    long before = now - bounds.idle().toMillis();
    if (home.noneIdleBefore() >= before) {
      return false;
    }
    OwnedPair oldest = null;
    for (OwnedPair pair : pairs.values()) {
      if (pair.home() == home
          && !pair.isTouched()
          && (oldest == null || pair.tradedAt() < oldest.tradedAt())) {
        oldest = pair;
      }
    }
    if (oldest == null || oldest.tradedAt() >= before) {
      home.noneIdleBefore(oldest == null ? now : oldest.tradedAt());
      return false;
    }
    pairs.remove(oldest.name());
    home.pairs(-1);
    return true;
  }

  private void touch(OwnedPair pair) {
    if (pair.touch(now)) {
      touched.add(pair);
      if (!pairs.containsKey(pair.name())) {
        keep(pair);
      }
    }
  }

  private void keep(OwnedPair pair) {
    pairs.put(pair.name(), pair);
    pair.home().pairs(1);
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
