package dev.tradewitness.vpin.classify;

import java.nio.ByteBuffer;

/// Gives the share of a trade's volume that was bought; the rest was sold.
///
/// A trade that names its aggressor is taken at its word by every classifier; they differ in what
/// they make of a trade that does not. One instance serves one pair and sees its trades in arrival
/// order.
public sealed interface Classifier permits HalfClassifier, TickClassifier {

  /// The bought share, 0 to 1.
  ///
  /// @param direction 1 buy, -1 sell, 0 unknown
  /// @param price the trade's price, positive and finite
  double buyShare(int direction, double price);

  /// Appends what the classifier remembers, as [ClassifierKind#restore(ByteBuffer)] reads it.
  void save(ByteBuffer out);
}
