package dev.tradewitness.anchor.log;

import java.util.List;

/// Leaves for one log in the order they came.
///
/// @param tier the strictest tier that one of them names
/// @param vouchers says which of them capture has vouched for
public record Arrivals(String tier, List<Leaf> leaves, Vouchers vouchers) {

  /// Whether a leaf is known to be capture's: nobody else may give a log its next leaf.
  @FunctionalInterface
  public interface Vouchers {

    /// Asked only for a leaf that would be appended, since to answer costs a signature check.
    ///
    /// @param index in [Arrivals#leaves]
    boolean vouchFor(int index);
  }

  /// Leaves that capture itself gave out.
  public static Arrivals fromCapture(String tier, List<Leaf> leaves) {
    return new Arrivals(tier, leaves, index -> true);
  }
}
