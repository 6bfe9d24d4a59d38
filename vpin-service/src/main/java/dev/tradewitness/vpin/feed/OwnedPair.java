package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.state.Metric;
import dev.tradewitness.vpin.state.PairState;

/// A pair in memory.
final class OwnedPair {

  private final String name;
  private final OwnedPartition home;
  private final VpinEngine engine;

  /// Whether something of the engine's epoch is stored.
  private boolean stored;

  private boolean touched;
  private long tradedAt;

  /// Where producers send the pair in a topic of `keyedAmong` partitions.
  private int keyed;

  private int keyedAmong;

  private OwnedPair(
      String name, OwnedPartition home, VpinEngine engine, boolean stored, long tradedAt) {
    this.name = name;
    this.home = home;
    this.engine = engine;
    this.stored = stored;
    this.tradedAt = tradedAt;
  }

  static OwnedPair begun(String name, OwnedPartition home, VpinParameters configured) {
    return new OwnedPair(name, home, new VpinEngine(configured), false, Long.MIN_VALUE);
  }

  /// A pair under other parameters than the configured ones starts its next epoch, unless those are
  /// newer: while a group is restarted one by one with new parameters, a pair that goes back and
  /// forth changes once.
  static OwnedPair restored(
      PairState.Stored stored, OwnedPartition home, VpinParameters configured) {
    VpinEngine engine = stored.restored();
    boolean current = stored.configuredLater() || engine.parameters().equals(configured);
    return new OwnedPair(
        stored.pair(),
        home,
        current ? engine : engine.under(configured),
        current,
        stored.tradedAt());
  }

  String name() {
    return name;
  }

  OwnedPartition home() {
    return home;
  }

  VpinEngine engine() {
    return engine;
  }

  /// Unix milliseconds, as this service's clock was when the last trade came.
  long tradedAt() {
    return tradedAt;
  }

  /// Whether producers send the pair's trades to this partition, as the topic is now. Asked for
  /// every trade that does not come from the pair's home.
  boolean isKeyed(OwnedPartition partition, PairHomes homes) {
    int partitions = homes.partitions();
    if (partitions != keyedAmong) {
      keyed = homes.keyed(name, partitions);
      keyedAmong = partitions;
    }
    return keyed == partition.number();
  }

  boolean isTouched() {
    return touched;
  }

  /// A trade came. True for the first one since the last commit.
  boolean touch(long now) {
    tradedAt = now;
    boolean first = !touched;
    touched = true;
    return first;
  }

  /// The reading that is due, numbered.
  Metric metric() {
    return new Metric(
        home.number(),
        home.takeMetric(),
        name,
        engine.epoch(),
        engine.parameters(),
        engine.reading());
  }

  PairState state() {
    return PairState.of(name, home.number(), !stored, engine);
  }

  void committed() {
    touched = false;
    stored = true;
    engine.chunksSaved();
  }
}
