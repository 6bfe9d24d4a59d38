package dev.tradewitness.vpin.classify;

import java.nio.ByteBuffer;

/// Takes a trade of unknown side for a buy after a price rise and for a sell after a fall; at an
/// unchanged price the last change decides. Before the first change it splits in halves.
///
/// Trades that name their side also move the price that the next one is compared with.
public final class TickClassifier implements Classifier {

  private double lastPrice = Double.NaN;
  private double lastShare = HalfClassifier.HALF;

  TickClassifier() {}

  TickClassifier(ByteBuffer saved) {
    lastPrice = saved.getDouble();
    lastShare = saved.getDouble();
  }

  @Override
  public double buyShare(int direction, double price) {
    // Comparisons with the first trade's NaN are false: no change yet.
    if (price > lastPrice) {
      lastShare = 1;
    } else if (price < lastPrice) {
      lastShare = 0;
    }
    lastPrice = price;
    return direction == 0 ? lastShare : direction > 0 ? 1 : 0;
  }

  @Override
  public void save(ByteBuffer out) {
    out.putDouble(lastPrice).putDouble(lastShare);
  }
}
