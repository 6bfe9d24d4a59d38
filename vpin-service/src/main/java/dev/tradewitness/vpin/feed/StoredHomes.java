package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.state.MetricOutlet;
import dev.tradewitness.vpin.state.PairMove;
import dev.tradewitness.vpin.state.PairState;
import dev.tradewitness.vpin.state.StateStore;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pairs as they are stored.
///
/// When a topic's number of partitions changes, Kafka's producers send a pair's trades to another
/// partition than before. The pair then moves: its new home takes it over when everything that its
/// old one held at that time is committed and published, so order and sequence hold. A trade that
/// comes from a partition which is not that of its key moves nothing, or pairs without keys would
/// move with every trade.
///
/// Not for use by several threads.
final class StoredHomes implements PairHomes {

  private static final Logger log = LoggerFactory.getLogger(StoredHomes.class);

  private final StateStore store;
  private final TopicRanges ranges;
  private final MetricOutlet outlet;

  /// How far former homes have to be read, as first asked: by partition, the topic's end.
  private final Map<Integer, Long> ends = new HashMap<>();

  StoredHomes(StateStore store, TopicRanges ranges, MetricOutlet outlet) {
    this.store = store;
    this.ranges = ranges;
    this.outlet = outlet;
  }

  @Override
  public Home find(String pair, OwnedPartition from) {
    Optional<PairState.Stored> stored = store.pair(pair);
    if (stored.isEmpty()) {
      return new Home.Unknown();
    }
    return stored.get().partition() == from.number() || !isKeyed(pair, from)
        ? new Home.At(stored.get())
        : move(stored.get(), from);
  }

  @Override
  public boolean isKeyed(String pair, OwnedPartition partition) {
    return keyed(pair, ranges.partitions()) == partition.number();
  }

  @Override
  public void forget() {
    ends.clear();
  }

  /// Where Kafka's producers send a message with this key.
  private static int keyed(String pair, int partitions) {
    return Utils.toPositive(Utils.murmur2(pair.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  private Home move(PairState.Stored pair, OwnedPartition to) {
    int former = pair.partition();
    boolean gone = former >= ranges.partitions();
    long end = gone ? 0 : ends.computeIfAbsent(former, ranges::end);
    if (gone) {
      // Nobody is assigned a partition that is no more: what it did not publish is sent from here.
      outlet.opened(former);
    }
    boolean moved =
        store.move(new PairMove(pair.pair(), former, end, to.number(), to.ownerEpoch()));
    log.atInfo()
        .addKeyValue("pair", pair.pair())
        .addKeyValue("from", former)
        .addKeyValue("to", to.number())
        .log(moved ? "pair moved" : "pair waits for its former partition to be read");
    return moved ? new Home.At(pair.at(to.number())) : new Home.Moving();
  }
}
