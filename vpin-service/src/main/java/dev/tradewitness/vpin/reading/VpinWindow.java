package dev.tradewitness.vpin.reading;

import dev.tradewitness.vpin.bucket.ClosedBuckets;
import java.nio.ByteBuffer;
import java.util.Arrays;

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
    history = new double[Math.min(n, historyValues)];
  }

  @Override
  public void closed(double imbalance, long times) {
    changes++;
    long fraction = (long) (imbalance * ONE + 0.5);
    // After n equal buckets the window holds nothing else, after that many more the history
    // neither.
    long steps = Math.min(times, (long) n + historyValues);
    for (long step = 0; step < steps; step++) {
      int count = count();
      sum += fraction - imbalances[nextImbalance];
      imbalances[nextImbalance] = fraction;
      nextImbalance = nextImbalance + 1 == n ? 0 : nextImbalance + 1;
      closed++;
      remember(sum / (ONE * Math.min(count + 1, n)));
    }
    closed = closed + (times - steps) < 0 ? Long.MAX_VALUE : closed + (times - steps);
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

  int savedBytes() {
    return 8 + 4 + 8 * count() + 4 + 4 + 8 * values;
  }

  void save(ByteBuffer out) {
    out.putLong(closed).putInt(nextImbalance);
    for (int i = 0; i < count(); i++) {
      out.putLong(imbalances[i]);
    }
    out.putInt(values).putInt(nextValue);
    for (int i = 0; i < values; i++) {
      out.putDouble(history[i]);
    }
  }

  static VpinWindow restore(VpinParameters parameters, ByteBuffer saved) {
    var window = new VpinWindow(parameters);
    window.closed = saved.getLong();
    window.nextImbalance = saved.getInt();
    for (int i = 0; i < window.count(); i++) {
      window.imbalances[i] = saved.getLong();
      window.sum += window.imbalances[i];
    }
    window.values = saved.getInt();
    window.nextValue = saved.getInt();
    window.history = new double[Math.max(window.history.length, window.values)];
    for (int i = 0; i < window.values; i++) {
      window.history[i] = saved.getDouble();
    }
    return window;
  }

  record Statistics(double mean, double std, double max, double min, double percentile) {}
}
