package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.reading.BucketChunk;
import dev.tradewitness.vpin.reading.SavedEngine;
import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import java.util.List;

/// What a commit stores of one pair's engine.
///
/// @param partition the pair's home
/// @param begins whether nothing of the engine's epoch is stored yet
/// @param chunks the closed buckets that are not stored yet
@SuppressWarnings("ArrayRecordComponent") // Handed from the engine to the database, never compared.
public record PairState(
    String pair,
    int partition,
    boolean begins,
    VpinParameters parameters,
    int epoch,
    long trades,
    long readings,
    long closedBuckets,
    byte[] open,
    List<BucketChunk> chunks) {

  /// What `engine` is now.
  public static PairState of(String pair, int partition, boolean begins, VpinEngine engine) {
    return new PairState(
        pair,
        partition,
        begins,
        engine.parameters(),
        engine.epoch(),
        engine.trades(),
        engine.readings(),
        engine.closedBuckets(),
        engine.saveOpen(),
        engine.changedChunks());
  }

  /// A pair's engine as it is stored.
  ///
  /// @param configuredLater whether a process was started with these parameters after this one was
  ///   with its own
  /// @param tradedAt Unix milliseconds, of the last commit with a trade of the pair
  public record Stored(
      String pair,
      int partition,
      VpinParameters parameters,
      boolean configuredLater,
      SavedEngine engine,
      long tradedAt) {

    Stored with(List<BucketChunk> chunks) {
      return new Stored(
          pair,
          partition,
          parameters,
          configuredLater,
          new SavedEngine(engine.open(), engine.base(), chunks),
          tradedAt);
    }

    /// The engine that was saved.
    public VpinEngine restored() {
      return VpinEngine.restore(parameters, engine);
    }
  }
}
