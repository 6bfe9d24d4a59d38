package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Frontier;
import java.util.ArrayList;
import java.util.List;

/// Appends leaves to one tree and notes the tiles that become complete. What is already stored is
/// read only when a tile is completed: at most 255 hashes a level.
public final class TreeGrowth {

  /// What is stored of the tree.
  public interface Stored {
    /// Leaf hashes `[from, to)` by index in this tree.
    List<Hash> leafHashes(long from, long to);

    /// Roots of the complete tiles `[from, to)` of a level.
    List<Hash> tileRoots(int level, long from, long to);
  }

  private final Frontier frontier;
  private final Stored stored;
  private final List<CompleteTile> completed = new ArrayList<>();

  public TreeGrowth(long size, List<Hash> peaks, Stored stored) {
    this.frontier = new Frontier(size, peaks);
    this.stored = stored;
  }

  public void append(List<Leaf> leaves) {
    long size = frontier.size();
    int open = (int) (size % CompleteTile.WIDTH);
    if (open + leaves.size() < CompleteTile.WIDTH) {
      leaves.forEach(leaf -> frontier.append(leaf.leafHash()));
      return;
    }
    var row = new ArrayList<>(open == 0 ? List.<Hash>of() : stored.leafHashes(size - open, size));
    for (Leaf leaf : leaves) {
      frontier.append(leaf.leafHash());
      row.add(leaf.leafHash());
      if (row.size() == CompleteTile.WIDTH) {
        complete(0, frontier.size() / CompleteTile.WIDTH - 1, row);
        row.clear();
      }
    }
  }

  private void complete(int level, long index, List<Hash> row) {
    completed.add(CompleteTile.of(level, index, row));
    if (index % CompleteTile.WIDTH == CompleteTile.WIDTH - 1) {
      long first = index - (CompleteTile.WIDTH - 1);
      complete(level + 1, index / CompleteTile.WIDTH, roots(level, first, index + 1));
    }
  }

  private List<Hash> roots(int level, long from, long to) {
    var fresh =
        completed.stream()
            .filter(tile -> tile.level() == level && tile.index() >= from)
            .map(CompleteTile::root)
            .toList();
    var roots = new ArrayList<Hash>(CompleteTile.WIDTH);
    if (to - from > fresh.size()) {
      roots.addAll(stored.tileRoots(level, from, to - fresh.size()));
    }
    roots.addAll(fresh);
    return roots;
  }

  public List<Hash> peaks() {
    return frontier.peaks();
  }

  public List<CompleteTile> completed() {
    return completed;
  }
}
