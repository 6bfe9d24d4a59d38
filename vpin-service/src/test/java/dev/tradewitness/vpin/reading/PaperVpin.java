package dev.tradewitness.vpin.reading;

import dev.tradewitness.vpin.classify.ClassifierKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The definition worked out as on paper: exact decimals, every bucket kept, every figure summed
/// anew. Shares no code with the engine and is far too slow for anything but a test.
final class PaperVpin {

  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private final VpinParameters parameters;
  private final BigDecimal bucketSize;

  private final List<BigDecimal> imbalances = new ArrayList<>();
  private final List<Double> values = new ArrayList<>();
  private BigDecimal bought = BigDecimal.ZERO;
  private BigDecimal sold = BigDecimal.ZERO;
  private BigDecimal total = BigDecimal.ZERO;
  private @Nullable BigDecimal lastPrice;
  private int lastTick;
  private int trades;
  private int readings;

  PaperVpin(VpinParameters parameters, String bucketSize) {
    this.parameters = parameters;
    this.bucketSize = new BigDecimal(bucketSize);
  }

  /// The reading that is due after this trade, or null.
  @Nullable VpinReading accept(long timestamp, int direction, BigDecimal price, BigDecimal volume) {
    BigDecimal share = buyShare(direction, price);
    total = total.add(volume);
    BigDecimal left = volume;
    while (left.signum() > 0) {
      BigDecimal room = bucketSize.subtract(bought).subtract(sold);
      BigDecimal taken = left.min(room);
      bought = bought.add(taken.multiply(share));
      sold = sold.add(taken.multiply(BigDecimal.ONE.subtract(share)));
      left = left.subtract(taken);
      if (bought.add(sold).compareTo(bucketSize) == 0) {
        imbalances.add(bought.subtract(sold).abs());
        bought = BigDecimal.ZERO;
        sold = BigDecimal.ZERO;
        values.add(vpin());
      }
    }
    trades++;
    boolean due =
        trades % parameters.emitInterval() == 0
            && imbalances.size() >= Math.max(1, parameters.numBuckets() / 2);
    return due ? reading(timestamp) : null;
  }

  BigDecimal closedVolume() {
    return bucketSize.multiply(BigDecimal.valueOf(imbalances.size()));
  }

  int closed() {
    return imbalances.size();
  }

  BigDecimal total() {
    return total;
  }

  private BigDecimal buyShare(int direction, BigDecimal price) {
    if (lastPrice != null && price.compareTo(lastPrice) != 0) {
      lastTick = price.compareTo(lastPrice);
    }
    lastPrice = price;
    int side =
        direction == 0 && parameters.classifier() == ClassifierKind.TICK ? lastTick : direction;
    return BigDecimal.valueOf(side + 1).divide(TWO);
  }

  private double vpin() {
    int count = Math.min(imbalances.size(), parameters.numBuckets());
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal imbalance : imbalances.subList(imbalances.size() - count, imbalances.size())) {
      sum = sum.add(imbalance);
    }
    return sum.divide(bucketSize.multiply(BigDecimal.valueOf(count)), DIGITS).doubleValue();
  }

  private VpinReading reading(long timestamp) {
    int count = Math.min(imbalances.size(), parameters.numBuckets());
    List<Double> last = values.subList(values.size() - count, values.size());
    double mean = last.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double variance =
        last.stream().mapToDouble(value -> (value - mean) * (value - mean)).average().orElseThrow();
    double vpin = values.getLast();
    int history = Math.min(values.size(), parameters.numBuckets() * parameters.historyWindows());
    double rank = 0;
    for (double value : values.subList(values.size() - history, values.size())) {
      rank += Math.abs(value - vpin) < 1e-12 ? 0.5 : value < vpin ? 1 : 0;
    }
    return new VpinReading(
        timestamp,
        readings++,
        vpin,
        mean,
        Math.sqrt(variance),
        last.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
        last.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        rank / history,
        count,
        bucketSize.multiply(BigDecimal.valueOf(count)).doubleValue());
  }
}
