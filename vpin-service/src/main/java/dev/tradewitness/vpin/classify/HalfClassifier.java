package dev.tradewitness.vpin.classify;

import java.nio.ByteBuffer;

/// Splits a trade of unknown side in two halves. Remembers nothing.
public final class HalfClassifier implements Classifier {

  static final double HALF = 0.5;

  @Override
  public double buyShare(int direction, double price) {
    return direction == 0 ? HALF : direction > 0 ? 1 : 0;
  }

  @Override
  public void save(ByteBuffer out) {
    // Nothing to remember.
  }
}
