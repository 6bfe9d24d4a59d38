package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.state.Metric;
import dev.tradewitness.vpin.state.PairState;
import dev.tradewitness.vpin.state.PartitionAdvance;
import dev.tradewitness.vpin.state.PartitionClaim;
import dev.tradewitness.vpin.state.PollCommit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
  private final int pairsPerPartitionMax;
  private final Function<String, Optional<Integer>> homes;

  private final Map<Integer, Page> pages = new HashMap<>();
  private final Map<String, Entry> entries = new HashMap<>();

  /// Pairs known to be at home with another consumer; asked for again after every claim.
  private final Set<String> elsewhere = new HashSet<>();

  private final List<Entry> touched = new ArrayList<>();
  private final List<Metric> metrics = new ArrayList<>();

  /// @param homes asked for the home of a pair that the book does not have
  PairBook(
      VpinParameters configured,
      int pairsPerPartitionMax,
      Function<String, Optional<Integer>> homes) {
    this.configured = configured;
    this.pairsPerPartitionMax = pairsPerPartitionMax;
    this.homes = homes;
  }

  /// One partition. Offsets below the position are in the state.
  static final class Page {
    private final int partition;
    private final long ownerEpoch;
    private long committed;
    private long position;
    private long committedMetric;
    private long nextMetric;
    private long newest;
    private int pairs;

    private Page(PartitionClaim claim, long offset) {
      partition = claim.partition();
      ownerEpoch = claim.ownerEpoch();
      committed = position = offset;
      committedMetric = nextMetric = claim.nextMetric();
    }

    int partition() {
      return partition;
    }

    long ownerEpoch() {
      return ownerEpoch;
    }

    long position() {
      return position;
    }

    long nextMetric() {
      return nextMetric;
    }

    int pairs() {
      return pairs;
    }

    /// Everything up to this offset was looked at.
    void passed(long offset) {
      position = offset + 1;
    }

    /// Unix milliseconds of the last message that was looked at.
    void newest(long timestamp) {
      newest = timestamp;
    }

    long newest() {
      return newest;
    }

    private boolean moved() {
      return position != committed || nextMetric != committedMetric;
    }
  }

  private static final class Entry {
    private final String pair;
    private final Page home;
    private final VpinEngine engine;

    /// Whether something of the engine's epoch is stored.
    private boolean stored;

    private boolean touched;

    private Entry(String pair, Page home, VpinEngine engine, boolean stored) {
      this.pair = pair;
      this.home = home;
      this.engine = engine;
      this.stored = stored;
    }
  }

  /// Begins a partition with its stored pairs. Pairs under other parameters than the configured
  /// ones start their next epoch.
  Page open(PartitionClaim claim, long offset, List<PairState.Stored> stored) {
    close(claim.partition());
    var page = new Page(claim, offset);
    pages.put(page.partition, page);
    elsewhere.clear();
    for (PairState.Stored state : stored) {
      VpinEngine engine = state.restored();
      boolean current = engine.parameters().equals(configured);
      page.pairs++;
      entries.put(
          state.pair(),
          new Entry(state.pair(), page, current ? engine : engine.under(configured), current));
    }
    return page;
  }

  /// Forgets a partition, with whatever is not committed.
  void close(int partition) {
    Page page = pages.remove(partition);
    if (page != null) {
      entries.values().removeIf(entry -> entry.home == page);
      touched.removeIf(entry -> entry.home == page);
      metrics.removeIf(metric -> metric.partition() == partition);
    }
  }

  /// Null when the partition is not open.
  @Nullable Page page(int partition) {
    return pages.get(partition);
  }

  Collection<Page> pages() {
    return pages.values();
  }

  /// Takes a trade that came from `page`; null when it counts.
  @Nullable Refusal accept(Page page, Trade trade) {
    Entry entry = entries.get(trade.pair());
    if (entry == null) {
      if (page.pairs == pairsPerPartitionMax) {
        return Refusal.TOO_MANY_PAIRS;
      }
      if (livesElsewhere(trade.pair())) {
        return Refusal.OTHER_PARTITION;
      }
      entry = new Entry(trade.pair(), page, new VpinEngine(configured), false);
    }
    VpinEngine engine = entry.engine;
    double volume = trade.volume(engine.parameters().unit());
    if (!engine.holds(volume)) {
      return Refusal.TOO_MANY_BUCKETS;
    }
    if (!entry.touched) {
      touch(entry);
    }
    if (engine.accept(trade.timestamp(), trade.direction(), trade.price(), volume)) {
      metrics.add(
          new Metric(
              entry.home.partition,
              entry.home.nextMetric++,
              entry.pair,
              engine.epoch(),
              engine.parameters(),
              engine.reading()));
    }
    return null;
  }

  private boolean livesElsewhere(String pair) {
    if (elsewhere.contains(pair)) {
      return true;
    }
    if (homes.apply(pair).isEmpty()) {
      return false;
    }
    if (elsewhere.size() == ELSEWHERE_MAX) {
      elsewhere.clear();
    }
    elsewhere.add(pair);
    return true;
  }

  private void touch(Entry entry) {
    entry.touched = true;
    touched.add(entry);
    if (entries.putIfAbsent(entry.pair, entry) == null) {
      entry.home.pairs++;
    }
  }

  /// What changed since the last commit. It advances the home of each pair that traded, also when
  /// the trade came from another partition and gave no metric: who does not own a pair's home any
  /// more must not write its engine.
  PollCommit pending() {
    var written = new HashSet<Page>();
    touched.forEach(entry -> written.add(entry.home));
    return new PollCommit(
        pages.values().stream()
            .filter(page -> page.moved() || written.contains(page))
            .map(page ->
                new PartitionAdvance(
                    page.partition, page.ownerEpoch, page.position, page.nextMetric))
            .toList(),
        touched.stream().map(PairBook::state).toList(),
        List.copyOf(metrics));
  }

  /// The pending changes are in the database.
  void committed() {
    for (Page page : pages.values()) {
      page.committed = page.position;
      page.committedMetric = page.nextMetric;
    }
    for (Entry entry : touched) {
      entry.touched = false;
      entry.stored = true;
      entry.engine.chunksSaved();
    }
    touched.clear();
    metrics.clear();
  }

  private static PairState state(Entry entry) {
    return PairState.of(entry.pair, entry.home.partition, !entry.stored, entry.engine);
  }
}
