package dev.tradewitness.vpin.reading;

import dev.tradewitness.vpin.bucket.ClosedBuckets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last n closed buckets of a pair and the VPIN value that each close gave.
///
/// Imbalances are kept as whole multiples of 2^-48 and their window sum as a `long`: adding and
/// removing is exact, so the sum cannot drift however long the service runs, and a window of
/// one-sided buckets gives exactly 1. Each value is off by at most 2^-49.
final class VpinWindow implements ClosedBuckets {

  /// n is at most 10,000 < 2^14, so the sum stays below 2^62.
  private static final double ONE = 0x1p48;

  /// About 1e-12: a thousand times what rounding can do to a value.
  private static final double EQUAL = 0x1p-40;

  private final int n;
  private final int historyValues;

  private long closed;
  private long changes;
  private final BucketLog log;

  private final long[] imbalances;
  private int nextImbalance;
  private long sum;

  /// VPIN values, oldest overwritten first; grows with its content up to `historyValues`.
  private double[] history;

  private int nextValue;
  private int values;

  VpinWindow(VpinParameters parameters) {
    n = parameters.numBuckets();
    historyValues = parameters.historyValues();
    imbalances = new long[n];
    log = new BucketLog(bucketsKept());
    history = new double[Math.min(n, historyValues)];
  }

  /// Buckets that window and history are computed from: the oldest value of the history is that of
  /// a whole window.
  private int bucketsKept() {
    return n - 1 + historyValues;
  }

  @Override
  public void closed(double imbalance, long times) {
    long fraction = (long) (imbalance * ONE + 0.5);
    log.append(fraction, times, closed);
    close(fraction, times);
  }

  private void close(long fraction, long times) {
    changes++;
    // After n equal buckets the window holds nothing else, after that many more the history
    // neither.
    long steps = Math.min(times, (long) n + historyValues);
    for (long step = 0; step < steps; step++) {
      int count = count();
      sum += fraction - imbalances[nextImbalance];
      imbalances[nextImbalance] = fraction;
      nextImbalance = nextImbalance + 1 == n ? 0 : nextImbalance + 1;
      closed = plus(closed, 1);
      remember(sum / (ONE * Math.min(count + 1, n)));
    }
    closed = plus(closed, times - steps);
  }

  /// Beyond what a `long` counts, a pair has closed that many buckets and no more.
  private static long plus(long closed, long more) {
    return closed + more < 0 ? Long.MAX_VALUE : closed + more;
  }

  /// Buckets closed since the pair's parameters took effect.
  long closed() {
    return closed;
  }

  /// Counts the calls that changed the window since this object was made.
  long changes() {
    return changes;
  }

  /// Closed buckets in the window.
  int count() {
    return (int) Math.min(closed, n);
  }

  /// The value at the last close.
  double vpin() {
    return history[nextValue == 0 ? values - 1 : nextValue - 1];
  }

  /// Statistics over the last n values and the rank of the last one. At least one bucket is closed.
  Statistics statistics() {
    int last = Math.min(values, n);
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < last; i++) {
      double value = recent(i);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    double above = 0;
    for (int i = 0; i < last; i++) {
      above += recent(i) - min;
    }
    // From the minimum up, so that equal values have exactly their own mean and no deviation.
    double mean = Math.min(max, min + above / last);
    double squares = 0;
    for (int i = 0; i < last; i++) {
      double off = recent(i) - mean;
      squares += off * off;
    }
    return new Statistics(mean, Math.sqrt(squares / last), max, min, percentile());
  }

  /// Mid-rank: the share of values below the last one plus half the share of those equal to it.
  /// Equal means within [#EQUAL]: what is equal on paper must tie here too.
  private double percentile() {
    double vpin = vpin();
    int below = 0;
    int notAbove = 0;
    for (int i = 0; i < values; i++) {
      double value = history[i];
      below += value < vpin - EQUAL ? 1 : 0;
      notAbove += value <= vpin + EQUAL ? 1 : 0;
    }
    return (below + notAbove) / (2.0 * values);
  }

  /// The i-th last value.
  private double recent(int i) {
    int at = nextValue - 1 - i;
    return history[at < 0 ? at + values : at];
  }

  private void remember(double vpin) {
    if (nextValue == history.length && history.length < historyValues) {
      history = Arrays.copyOf(history, Math.min(historyValues, 2 * history.length));
    }
    if (nextValue == history.length) {
      nextValue = 0;
    }
    history[nextValue++] = vpin;
    values = Math.max(values, nextValue);
  }

  /// What is to be stored since the last [#saved()].
  List<BucketChunk> changedChunks() {
    return log.changed();
  }

  void saved() {
    log.saved();
  }

  /// The window that these chunks, and before them `base`, were saved of.
  static VpinWindow restore(
      VpinParameters parameters, @Nullable ByteBuffer base, List<BucketChunk> chunks) {
    var window = new VpinWindow(parameters);
    if (base != null) {
      window.readBase(base);
    }
    if (!chunks.isEmpty()) {
      window.readChunks(chunks);
    }
    return window;
  }

  private void readChunks(List<BucketChunk> chunks) {
    long start = chunks.getFirst().firstBucket();
    boolean whole = start == closed;
    // Without what closed before, the first windows are too short: their values are wrong, and
    // have left the history when all chunks are read.
    closed = start;
    var read = new long[1];
    for (BucketChunk chunk : chunks) {
      BucketLog.read(
          chunk,
          (imbalance, times) -> {
            close(imbalance, times);
            read[0] = plus(read[0], times);
          });
    }
    if (!whole && read[0] < bucketsKept()) {
      throw new IllegalStateException(
          "expected the last %d closed buckets, found %d, from bucket %d on"
              .formatted(bucketsKept(), read[0], start));
    }
    log.resume(chunks.getLast());
  }

  /// Window and history as versions stored them that had no chunks.
  private void readBase(ByteBuffer saved) {
    closed = saved.getLong();
    nextImbalance = saved.getInt();
    for (int i = 0; i < count(); i++) {
      imbalances[i] = saved.getLong();
      sum += imbalances[i];
    }
    values = saved.getInt();
    nextValue = saved.getInt();
    history = new double[Math.max(history.length, values)];
    for (int i = 0; i < values; i++) {
      history[i] = saved.getDouble();
    }
  }

  record Statistics(double mean, double std, double max, double min, double percentile) {}
}
