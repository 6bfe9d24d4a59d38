package dev.tradewitness.anchor.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What arrived for one log, sorted by what may happen with it. Pure: the same arrivals at the same
/// size give the same plan.
///
/// @param next leaves to append, contiguous from the log's size
/// @param repeats leaves whose sequence is already in; their hashes are still to be compared
/// @param clash a leaf whose sequence another one of `next` has with another hash
/// @param firstMissing the sequence that is missing, or -1
/// @param highestBeyond the highest sequence that could not be taken, or -1
record ArrivalPlan(
    List<Leaf> next,
    List<Leaf> repeats,
    @Nullable Leaf clash,
    long firstMissing,
    long highestBeyond) {

  static ArrivalPlan of(long size, List<Leaf> arrivals) {
    var next = new ArrayList<Leaf>(arrivals.size());
    var repeats = new ArrayList<Leaf>();
    Leaf clash = null;
    long highest = -1;
    for (Leaf leaf : arrivals) {
      long expected = size + next.size();
      if (leaf.sequence() == expected) {
        next.add(leaf);
      } else if (leaf.sequence() > expected) {
        highest = Math.max(highest, leaf.sequence());
      } else if (leaf.sequence() < size) {
        repeats.add(leaf);
      } else {
        Leaf earlier = next.get(Math.toIntExact(leaf.sequence() - size));
        if (earlier.eventHash().equals(leaf.eventHash())) {
          repeats.add(leaf);
        } else if (clash == null) {
          clash = leaf;
        }
      }
    }
    long reached = size + next.size();
    boolean gap = highest >= reached;
    return new ArrivalPlan(next, repeats, clash, gap ? reached : -1, gap ? highest : -1);
  }
}
