package dev.tradewitness.system.reference;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// The published definition of VPIN for one pair with classifier `half`, in exact decimals and
/// without any thought of speed.
public final class OwnVpin {

  private static final MathContext EXACT_ENOUGH = new MathContext(40, RoundingMode.HALF_EVEN);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  // Two values that are equal on paper differ by their divisions' rounding alone.
  private static final BigDecimal EQUAL = new BigDecimal("1e-12");

  /// The statistics of one emission: mean to min are of the VPIN values at the last n closes, the
  /// percentile is the mid-rank among those at the last `history` closes.
  public record Reading(
      long sequence,
      long timestamp,
      double vpin,
      double mean,
      double std,
      double max,
      double min,
      double percentile,
      int bucketCount,
      double totalVolume) {}

  private final BigDecimal volume;
  private final int n;
  private final int emitInterval;
  private final int history;

  private final List<BigDecimal> imbalances = new ArrayList<>();
  private final List<BigDecimal> values = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();
  private BigDecimal buy = BigDecimal.ZERO;
  private BigDecimal sell = BigDecimal.ZERO;
  private long trades;

  public OwnVpin(long volume, int n, int emitInterval, int history) {
    this.volume = BigDecimal.valueOf(volume);
    this.n = n;
    this.emitInterval = emitInterval;
    this.history = history;
  }

  public void trade(long timestamp, BigDecimal notional, int direction) {
    trades++;
    BigDecimal rest = notional;
    while (rest.signum() > 0) {
      BigDecimal part = rest.min(volume.subtract(buy).subtract(sell));
      BigDecimal half = part.divide(TWO, EXACT_ENOUGH);
      buy = buy.add(direction > 0 ? part : direction < 0 ? BigDecimal.ZERO : half);
      sell = sell.add(direction < 0 ? part : direction > 0 ? BigDecimal.ZERO : half);
      rest = rest.subtract(part);
      if (buy.add(sell).compareTo(volume) == 0) {
        close();
      }
    }
    if (trades % emitInterval == 0 && imbalances.size() >= Math.max(1, n / 2)) {
      emit(timestamp);
    }
  }

  private void close() {
    imbalances.add(buy.subtract(sell).abs());
    buy = BigDecimal.ZERO;
    sell = BigDecimal.ZERO;
    var window = last(imbalances);
    values.add(
        window.stream()
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .divide(volume.multiply(BigDecimal.valueOf(window.size())), EXACT_ENOUGH));
  }

  private void emit(long timestamp) {
    var window = last(values);
    BigDecimal count = BigDecimal.valueOf(window.size());
    BigDecimal mean =
        window.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(count, EXACT_ENOUGH);
    BigDecimal variance =
        window.stream()
            .map(value -> value.subtract(mean).pow(2))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .divide(count, EXACT_ENOUGH);
    int buckets = Math.min(imbalances.size(), n);
    readings.add(
        new Reading(
            readings.size(),
            timestamp,
            values.getLast().doubleValue(),
            mean.doubleValue(),
            variance.sqrt(EXACT_ENOUGH).doubleValue(),
            window.stream().max(BigDecimal::compareTo).orElseThrow().doubleValue(),
            window.stream().min(BigDecimal::compareTo).orElseThrow().doubleValue(),
            percentile(),
            buckets,
            volume.multiply(BigDecimal.valueOf(buckets)).doubleValue()));
  }

  private double percentile() {
    BigDecimal vpin = values.getLast();
    var ranked = values.subList(Math.max(0, values.size() - history), values.size());
    int below = 0;
    int equal = 0;
    for (BigDecimal value : ranked) {
      BigDecimal off = value.subtract(vpin);
      if (off.abs().compareTo(EQUAL) <= 0) {
        equal++;
      } else if (off.signum() < 0) {
        below++;
      }
    }
    return (below + equal / 2.0) / ranked.size();
  }

  private List<BigDecimal> last(List<BigDecimal> all) {
    return all.subList(Math.max(0, all.size() - n), all.size());
  }

  public List<Reading> readings() {
    return List.copyOf(readings);
  }
}
