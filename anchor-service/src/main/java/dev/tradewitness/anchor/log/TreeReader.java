package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.ConsistencyProof;
import dev.tradewitness.common.merkle.InclusionProof;
import dev.tradewitness.common.merkle.Merkle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Proofs from stored tiles: for any index and size that a tree has or had, with a number of reads
/// that grows with the tree's height, never with its size.
public final class TreeReader {

  private final LogStore store;

  TreeReader(LogStore store) {
    this.store = store;
  }

  /// @param size not more than the tree has leaves
  public Hash root(Tree tree, long size) {
    if (size == 0) {
      return Merkle.EMPTY_ROOT;
    }
    return TileProofs.root(size, wanted -> tiles(tree, wanted));
  }

  /// @param index less than `size`
  /// @param size not more than the tree has leaves
  public InclusionProof inclusion(Tree tree, long index, long size) {
    return TileProofs.inclusion(index, size, wanted -> tiles(tree, wanted));
  }

  /// @param second not more than the tree has leaves
  public ConsistencyProof consistency(Tree tree, long first, long second) {
    return TileProofs.consistency(first, second, wanted -> tiles(tree, wanted));
  }

  /// The first `width` hashes of a tile.
  ///
  /// @param width 1 to 256, not more than the tree has
  public List<Hash> tile(Tree tree, TileId id, int width) {
    return tiles(tree, Set.of(id)).getOrDefault(id, List.of()).subList(0, width);
  }

  /// The log's leaves `[from, to)` in order.
  public List<Leaf> leaves(int logNo, long from, long to) {
    return store.leaves(logNo, from, to);
  }

  private Map<TileId, List<Hash>> tiles(Tree tree, Set<TileId> wanted) {
    var tiles = new HashMap<>(store.tiles(tree.treeNo(), wanted));
    for (TileId id : wanted) {
      if (!tiles.containsKey(id)) {
        tiles.put(id, incomplete(tree, id));
      }
    }
    return tiles;
  }

  /// What there is of a tile at the right edge: it is not stored as a tile yet.
  private List<Hash> incomplete(Tree tree, TileId id) {
    long from = id.index() * CompleteTile.WIDTH;
    long to = from + CompleteTile.WIDTH;
    if (id.level() > 0) {
      return store.tileRoots(tree.treeNo(), id.level() - 1, from, to);
    }
    long first = tree.firstSequence();
    return store.leaves(tree.logNo(), first + from, first + to).stream()
        .map(Leaf::leafHash)
        .toList();
  }
}
