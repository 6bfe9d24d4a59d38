package dev.tradewitness.anchor.log;

import java.util.List;

/// Leaves for one log in the order they came.
///
/// @param tiers what the event of each leaf names as its tier, unchecked
/// @param vouchers says which of them capture has vouched for
public record Arrivals(List<Leaf> leaves, List<String> tiers, Vouchers vouchers) {

  /// Whether a leaf is known to be capture's: nobody else may give a log its next leaf.
  @FunctionalInterface
  public interface Vouchers {

    /// Asked only for a leaf that would be appended, since to answer costs a signature check.
    ///
    /// @param index in [Arrivals#leaves]
    boolean vouchFor(int index);
  }

  public Arrivals {
    if (tiers.size() != leaves.size()) {
      throw new IllegalArgumentException(
          "%d leaves with %d tiers".formatted(leaves.size(), tiers.size()));
    }
  }

  /// Leaves that capture itself gave out.
  public static Arrivals fromCapture(List<Leaf> leaves, List<String> tiers) {
    return new Arrivals(leaves, tiers, index -> true);
  }
}
