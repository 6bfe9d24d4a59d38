package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.state.MetricOutlet;
import dev.tradewitness.vpin.state.PairMove;
import dev.tradewitness.vpin.state.PairState;
import dev.tradewitness.vpin.state.StateStore;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pairs as they are stored.
///
/// When a topic's number of partitions changes, Kafka's producers send a pair's trades to another
/// partition than before. The pair then moves: its new home takes it over once its old one is
/// committed up to the first message that is younger than the pair's first trade in the new home.
/// Later messages there do not count, since two partitions may each have a pair that moves to the
/// other: the oldest trade that waits anywhere waits for nobody, and of several that are equally
/// old each lets the others go first.
///
/// A trade from a partition that is not that of its key moves nothing, or pairs without keys would
/// move with every trade. Not for use by several threads.
final class StoredHomes implements PairHomes {

  private static final Logger log = LoggerFactory.getLogger(StoredHomes.class);

  private final StateStore store;
  private final TopicRanges ranges;
  private final MetricOutlet outlet;

  /// How far the former home of a pair has to be read, as first asked. Later trades of other pairs
  /// must not move it, or a busy partition would never be read far enough.
  private final Map<String, Long> waiting = new HashMap<>();

  /// The topic as last asked for since the poll began; null until then.
  private @Nullable UUID topicId;

  StoredHomes(StateStore store, TopicRanges ranges, MetricOutlet outlet) {
    this.store = store;
    this.ranges = ranges;
    this.outlet = outlet;
  }

  @Override
  public void begin() {
    topicId = null;
  }

  @Override
  public Home find(String pair, OwnedPartition from, long sent) {
    Optional<Integer> home = store.home(pair);
    if (home.isEmpty()) {
      return new Home.Unknown();
    }
    if (home.get() == from.number()) {
      return new Home.At(home.get());
    }
    UUID topicNow = topicNow();
    return keyed(pair, ranges.partitions()) == from.number()
        ? move(pair, home.get(), from, sent, topicNow)
        : new Home.At(home.get());
  }

  @Override
  public Optional<PairState.Stored> load(String pair) {
    return store.pair(pair);
  }

  @Override
  public int partitions() {
    return ranges.partitions();
  }

  /// A former number of partitions would refuse the first trades after partitions were added, or
  /// move a pair away from where it already moved.
  private UUID topicNow() {
    UUID known = topicId;
    if (known == null) {
      known = ranges.look();
      topicId = known;
    }
    return known;
  }

  /// Where Kafka's producers send a message with this key.
  @Override
  public int keyed(String pair, int partitions) {
    return Utils.toPositive(Utils.murmur2(pair.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  @Override
  public void forget() {
    waiting.clear();
  }

  private Home move(String pair, int former, OwnedPartition to, long sent, UUID topicNow) {
    Long end = end(pair, former, sent);
    boolean moved =
        store.move(
            new PairMove(
                pair, former, end, to.number(), to.ownerEpoch(), to.position(), sent, topicNow));
    if (moved) {
      waiting.remove(pair);
    } else if (end == null) {
      // Nobody is assigned a partition that is no more: what it did not publish is sent from here.
      // Opened at every try, for another consumer of this process may have had it and close it.
      outlet.opened(former);
    }
    log.atInfo()
        .addKeyValue("pair", pair)
        .addKeyValue("from", former)
        .addKeyValue("to", to.number())
        .addKeyValue("end", end)
        .log(moved ? "pair moved" : "pair waits for its former partition to be read");
    return moved ? new Home.At(to.number()) : new Home.Moving();
  }

  /// Null when the topic no longer has the partition.
  private @Nullable Long end(String pair, int former, long sent) {
    return former >= ranges.partitions()
        ? null
        : waiting.computeIfAbsent(pair, name -> ranges.firstAfter(former, sent));
  }
}
