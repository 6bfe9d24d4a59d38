package dev.tradewitness.vpin.bucket;

import java.nio.ByteBuffer;

/// The open bucket of one pair. A trade fills it to exactly its volume and what is left opens the
/// next ones; the buckets inside one large trade are reported in one call, so a trade costs the
/// same however large it is.
///
/// Bought and sold volume are kept as unevaluated sums of two doubles (Knuth's two-sum), so the
/// number of trades in a bucket does not blur its edge. What remains is the rounding of the trades'
/// own decimal texts to doubles, below V / 2^50 in a bucket: a bucket that is as good as full
/// within [#SLACK] counts as full, and a remainder that small counts as none. Ten trades of 0.7
/// fill a bucket of 7, as they do on paper.
public final class VolumeBucket {

  /// A trade may be worth this many buckets at most; beyond it a double cannot tell one bucket.
  public static final double TRADE_BUCKETS_MAX = 0x1p50;

  /// Relative to the bucket's volume: a hundred times what rounding can do, far below any real
  /// trade.
  static final double SLACK = 0x1p-46;

  private final double volume;

  private double bought;
  private double boughtLow;
  private double sold;
  private double soldLow;

  /// Absolute slack of this bucket: more than `SLACK * volume` only when it began with the
  /// remainder of a trade so large that the remainder's last digits are uncertain.
  private double slack;

  public VolumeBucket(double volume) {
    if (!(volume > 0) || Double.isInfinite(volume)) {
      throw new IllegalArgumentException(
          "bucket volume must be positive and finite, got " + volume);
    }
    this.volume = volume;
    this.slack = SLACK * volume;
  }

  private VolumeBucket(double volume, ByteBuffer saved) {
    this(volume);
    bought = saved.getDouble();
    boughtLow = saved.getDouble();
    sold = saved.getDouble();
    soldLow = saved.getDouble();
    slack = saved.getDouble();
  }

  /// Reads what [#save(ByteBuffer)] wrote for a bucket of this volume.
  public static VolumeBucket restore(double volume, ByteBuffer saved) {
    return new VolumeBucket(volume, saved);
  }

  public void save(ByteBuffer out) {
    out.putDouble(bought).putDouble(boughtLow).putDouble(sold).putDouble(soldLow).putDouble(slack);
  }

  /// Fills in a trade.
  ///
  /// @param trade its volume, positive, at most [#TRADE_BUCKETS_MAX] buckets
  /// @param buyShare the share of it that was bought, 0 to 1
  public void fill(double trade, double buyShare, ClosedBuckets closed) {
    double room = room();
    if (trade < room - slack) {
      add(trade, buyShare);
    } else {
      close(trade, Math.min(trade, room), buyShare, closed);
    }
  }

  /// What the open bucket holds, at least 0 and below the bucket's volume.
  public double filled() {
    return (bought + sold) + (boughtLow + soldLow);
  }

  private double room() {
    return (volume - bought - sold) - (boughtLow + soldLow);
  }

  private void close(double trade, double taken, double buyShare, ClosedBuckets closed) {
    add(taken, buyShare);
    closed.closed(imbalance(), 1);
    bought = boughtLow = sold = soldLow = 0;
    double rest = trade - taken;
    slack = Math.max(SLACK * volume, Math.ulp(trade));
    if (rest >= volume - slack) {
      rest = closeWhole(rest, buyShare, closed);
    }
    if (rest > slack) {
      add(rest, buyShare);
    } else {
      slack = SLACK * volume;
    }
  }

  /// Closes the buckets that a trade fills from edge to edge; gives what is left of it.
  private double closeWhole(double rest, double buyShare, ClosedBuckets closed) {
    double whole = Math.floor(rest / volume);
    // Exact: the remainder of a division always fits a double once the quotient is right; the
    // rounded quotient is one too high at most.
    double left = Math.fma(-whole, volume, rest);
    if (left < 0) {
      whole -= 1;
      left = Math.fma(-whole, volume, rest);
    }
    if (left >= volume - slack) {
      whole += 1;
      left = 0;
    }
    if (whole > 0) {
      closed.closed(Math.abs(2 * buyShare - 1), (long) whole);
    }
    return left;
  }

  private void add(double trade, double buyShare) {
    double buy = trade * buyShare;
    double sell = trade - buy;
    double sum = bought + buy;
    double carried = sum - bought;
    boughtLow += (bought - (sum - carried)) + (buy - carried);
    bought = sum;
    sum = sold + sell;
    carried = sum - sold;
    soldLow += (sold - (sum - carried)) + (sell - carried);
    sold = sum;
  }

  /// Over the bucket's own content, which is its volume up to rounding: so a bucket that was only
  /// bought gives exactly 1 and one in balance exactly 0.
  private double imbalance() {
    double buy = bought + boughtLow;
    double sell = sold + soldLow;
    return Math.abs(buy - sell) / (buy + sell);
  }
}
