package dev.tradewitness.vpin.reading;

import dev.tradewitness.vpin.bucket.VolumeBucket;
import dev.tradewitness.vpin.classify.Classifier;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// VPIN of one pair under one set of parameters: trades in, in arrival order, readings out.
///
/// What it gives depends on the trades alone, so the same trades give the same readings, bit for
/// bit, however often it was saved and restored between them. Not for use by several threads.
public final class VpinEngine {

  /// The first byte of what [#saveOpen()] gives. Before there were formats the epoch came first,
  /// whose highest byte is 0.
  private static final byte FORMAT = 1;

  /// About what an engine takes in memory beside window and history, with its open chunk.
  private static final int OBJECT_BYTES = 2048;

  private static final int OPEN_BYTES_MAX = 1 + 4 + 8 + 8 + 4 + 8 + 2 * 8 + 5 * 8;

  private final VpinParameters parameters;
  private final int epoch;
  private final Classifier classifier;
  private final VolumeBucket bucket;
  private final VpinWindow window;

  private long trades;
  private long nextSequence;
  private int tradesUntilDue;
  private long timestamp;

  /// Valid while the window has not changed since.
  private VpinWindow.@Nullable Statistics statistics;

  private long statisticsAt;

  /// Starts a pair.
  public VpinEngine(VpinParameters parameters) {
    this(parameters, 0, 0, 0);
  }

  private VpinEngine(VpinParameters parameters, int epoch, long trades, long nextSequence) {
    this.parameters = parameters;
    this.epoch = epoch;
    this.trades = trades;
    this.nextSequence = nextSequence;
    this.tradesUntilDue = parameters.emitInterval();
    this.classifier = parameters.classifier().create();
    this.bucket = new VolumeBucket(parameters.bucketSize());
    this.window = new VpinWindow(parameters);
  }

  private VpinEngine(VpinParameters parameters, ByteBuffer open, VpinWindow window) {
    this.parameters = parameters;
    skipFormat(open);
    this.epoch = open.getInt();
    this.trades = open.getLong();
    this.nextSequence = open.getLong();
    this.tradesUntilDue = open.getInt();
    this.timestamp = open.getLong();
    this.classifier = parameters.classifier().restore(open);
    this.bucket = VolumeBucket.restore(parameters.bucketSize(), open);
    this.window = window;
  }

  /// The same pair under other parameters: buckets start anew in the next epoch, sequence and trade
  /// count go on.
  public VpinEngine under(VpinParameters changed) {
    return new VpinEngine(changed, epoch + 1, trades, nextSequence);
  }

  /// Takes a trade; says whether a reading is due.
  ///
  /// @param direction 1 buy, -1 sell, 0 unknown
  /// @param price positive and finite
  /// @param volume in the parameters' unit, positive, [#holds(double)]
  public boolean accept(long timestamp, int direction, double price, double volume) {
    trades++;
    this.timestamp = timestamp;
    bucket.fill(volume, classifier.buyShare(direction, price), window);
    if (--tradesUntilDue > 0) {
      return false;
    }
    tradesUntilDue = parameters.emitInterval();
    return window.closed() >= parameters.warmUpBuckets();
  }

  /// Whether a trade of this volume can be counted in buckets of this pair.
  public boolean holds(double volume) {
    return volume <= VolumeBucket.TRADE_BUCKETS_MAX * parameters.bucketSize();
  }

  /// The reading that the last trade made due; takes the next sequence number.
  public VpinReading reading() {
    VpinWindow.Statistics current = statistics;
    if (current == null || statisticsAt != window.changes()) {
      current = window.statistics();
      statistics = current;
      statisticsAt = window.changes();
    }
    int count = window.count();
    return new VpinReading(
        timestamp,
        nextSequence++,
        window.vpin(),
        current.mean(),
        current.std(),
        current.max(),
        current.min(),
        current.percentile(),
        count,
        count * parameters.bucketSize());
  }

  /// About what an engine takes in memory once its window and its history are full and its chunks
  /// are stored.
  public static long bytesMax(VpinParameters parameters) {
    return OBJECT_BYTES
        + (long) Long.BYTES * parameters.numBuckets()
        + (long) Double.BYTES * parameters.historyValues();
  }

  public VpinParameters parameters() {
    return parameters;
  }

  /// Counts the changes of this pair's parameters.
  public int epoch() {
    return epoch;
  }

  /// Trades accepted since the pair was first seen.
  public long trades() {
    return trades;
  }

  /// Readings given since the pair was first seen.
  public long readings() {
    return nextSequence;
  }

  /// Buckets closed in this epoch.
  public long closedBuckets() {
    return window.closed();
  }

  /// Volume in the open bucket.
  public double openVolume() {
    return bucket.filled();
  }

  /// What every trade changes: small, and saved for every pair that traded.
  public byte[] saveOpen() {
    var out = ByteBuffer.allocate(OPEN_BYTES_MAX);
    out.put(FORMAT).putInt(epoch).putLong(trades).putLong(nextSequence);
    out.putInt(tradesUntilDue).putLong(timestamp);
    classifier.save(out);
    bucket.save(out);
    return Arrays.copyOf(out.array(), out.position());
  }

  /// The closed buckets that are to be stored since the last [#chunksSaved()].
  public List<BucketChunk> changedChunks() {
    return window.changedChunks();
  }

  /// What [#changedChunks()] gave is stored.
  public void chunksSaved() {
    window.saved();
  }

  /// The engine that gave these, saved at the same trade, under the same parameters.
  ///
  /// @throws StateFormatException when a later version saved it
  public static VpinEngine restore(VpinParameters parameters, SavedEngine saved) {
    ByteBuffer base = saved.base() == null ? null : ByteBuffer.wrap(saved.base());
    return new VpinEngine(
        parameters,
        ByteBuffer.wrap(saved.open()),
        VpinWindow.restore(parameters, base, saved.chunks()));
  }

  private static void skipFormat(ByteBuffer open) {
    byte format = open.get(open.position());
    if (format == FORMAT) {
      open.get();
    } else if (format != 0) {
      throw StateFormatException.unknown("engine state", "0 or " + FORMAT, format);
    }
  }
}
