package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Appends leaves to a log and to its open batch, with the tiles that become complete. Runs inside
/// the caller's transaction, which holds the head locked.
final class LogGrowth {

  private final LogStore store;
  private final InstantSource clock;

  LogGrowth(LogStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// @return the head after it, which is still to be saved
  LogHead grow(LogHead head, String tier, List<Leaf> next) {
    var whole = new TreeGrowth(head.size(), head.peaks(), stored(head.tree()));
    var open = new TreeGrowth(head.openCount(), head.open().peaks(), stored(head.openTree()));
    whole.append(next);
    open.append(next);
    store.insertLeaves(head.logNo(), next);
    store.insertTiles(head.treeNo(), whole.completed());
    store.insertTiles(head.open().treeNo(), open.completed());
    return new LogHead(
        head.logNo(),
        head.policyId(),
        tierWith(head, tier),
        head.treeNo(),
        head.size() + next.size(),
        whole.peaks(),
        opened(head, next.getFirst(), open.peaks()),
        head.standing());
  }

  /// The strictest tier of the open batch: a more lenient event must not put its closing off.
  private static Tier tierWith(LogHead head, String tier) {
    Tier arrived = Tier.of(tier, head.tier());
    return head.openCount() == 0 ? arrived : arrived.orStricter(head.tier());
  }

  private OpenRange opened(LogHead head, Leaf first, List<Hash> peaks) {
    OpenRange open = head.open();
    if (head.openCount() > 0) {
      return new OpenRange(
          open.treeNo(), open.first(), peaks, open.firstEventAt(), open.openedAt());
    }
    Instant now = clock.instant();
    Instant received = Rfc3339.instantOfMicros(first.receivedAtMicros());
    return new OpenRange(
        open.treeNo(), open.first(), peaks, received.isAfter(now) ? now : received, now);
  }

  private TreeGrowth.Stored stored(Tree tree) {
    return new TreeGrowth.Stored() {
      @Override
      public List<Hash> leafHashes(long from, long to) {
        long first = tree.firstSequence();
        return store.leaves(tree.logNo(), first + from, first + to).stream()
            .map(Leaf::leafHash)
            .toList();
      }

      @Override
      public List<Hash> tileRoots(int level, long from, long to) {
        return store.tileRoots(tree.treeNo(), level, from, to);
      }
    };
  }
}
