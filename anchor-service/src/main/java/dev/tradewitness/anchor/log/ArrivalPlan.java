package dev.tradewitness.anchor.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What arrived for one log, sorted by what may happen with it. Pure: the same arrivals at the same
/// size give the same plan.
///
/// @param next leaves to append, contiguous from the log's size, each vouched for
/// @param tier the strictest that an event of `next` names; what nobody vouches for decides nothing
/// @param repeats leaves whose sequence is already in; their hashes are still to be compared
/// @param clash a leaf whose sequence another one of `next` has with another hash
/// @param firstMissing the sequence that is missing or not vouched for, or -1
/// @param highestBeyond the highest sequence that could not be taken, or -1
/// @param isUnconfirmed whether `firstMissing` came, but without a voucher
record ArrivalPlan(
    List<Leaf> next,
    String tier,
    List<Leaf> repeats,
    @Nullable Leaf clash,
    long firstMissing,
    long highestBeyond,
    boolean isUnconfirmed) {

  static ArrivalPlan of(long size, Arrivals arrivals) {
    List<Leaf> leaves = arrivals.leaves();
    var next = new ArrayList<Leaf>(leaves.size());
    String tier = "";
    var repeats = new ArrayList<Leaf>();
    Leaf clash = null;
    long highest = -1;
    long unvouched = -1;
    for (int i = 0; i < leaves.size(); i++) {
      Leaf leaf = leaves.get(i);
      long expected = size + next.size();
      if (leaf.sequence() == expected && arrivals.vouchers().vouchFor(i)) {
        next.add(leaf);
        tier = Tier.stricterName(tier, arrivals.tiers().get(i));
      } else if (leaf.sequence() >= expected) {
        highest = Math.max(highest, leaf.sequence());
        unvouched = leaf.sequence() == expected ? expected : unvouched;
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
    boolean isShort = highest >= reached;
    return new ArrivalPlan(
        next,
        tier,
        repeats,
        clash,
        isShort ? reached : -1,
        isShort ? highest : -1,
        isShort && unvouched == reached);
  }

  /// For a log that takes nothing: what is in already is still to be compared.
  static ArrivalPlan ofStopped(long size, Arrivals arrivals) {
    List<Leaf> repeats = arrivals.leaves().stream().filter(leaf -> leaf.sequence() < size).toList();
    return new ArrivalPlan(List.of(), "", repeats, null, -1, -1, false);
  }
}
