package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import org.jspecify.annotations.Nullable;

/// One pair's engine as it is stored.
///
/// @param partition the pair's home: where its first trade came from
/// @param window null when no bucket closed since the last save: the stored one stays
@SuppressWarnings(
    "ArrayRecordComponent") // Handed from the engine to the database and back, never compared.
public record PairState(
    String pair,
    int partition,
    VpinParameters parameters,
    int epoch,
    long trades,
    long readings,
    long closedBuckets,
    byte[] open,
    byte @Nullable [] window) {

  /// What `engine` is now.
  ///
  /// @param windowChanged whether a bucket closed since the last save
  public static PairState of(String pair, int partition, VpinEngine engine, boolean windowChanged) {
    return new PairState(
        pair,
        partition,
        engine.parameters(),
        engine.epoch(),
        engine.trades(),
        engine.readings(),
        engine.closedBuckets(),
        engine.saveOpen(),
        windowChanged ? engine.saveWindow() : null);
  }

  /// The engine that was saved.
  public VpinEngine engine() {
    if (window == null) {
      throw new IllegalStateException("state of " + pair + " was loaded without its window");
    }
    return VpinEngine.restore(parameters, open, window);
  }
}
