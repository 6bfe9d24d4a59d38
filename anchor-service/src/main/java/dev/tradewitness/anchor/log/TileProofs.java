package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.ConsistencyProof;
import dev.tradewitness.common.merkle.InclusionProof;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Roots and proofs of a tree from its tiles. Pure: the caller brings the tiles.
public final class TileProofs {

  private static final int LEVELS_PER_TILE = 8;

  private TileProofs() {}

  /// The tiles of one tree.
  @FunctionalInterface
  public interface Tiles {
    /// These tiles, each with as many of its hashes as the tree has.
    Map<TileId, List<Hash>> of(Set<TileId> wanted);
  }

  /// @param size 1 or more, not more than the tree has leaves
  static Hash root(long size, Tiles tiles) {
    return roots(List.of(new Span(0, size)), tiles).getFirst();
  }

  /// @param index less than `size`
  /// @param size not more than the tree has leaves
  public static InclusionProof inclusion(long index, long size, Tiles tiles) {
    return new InclusionProof(index, size, roots(Span.inclusion(index, size), tiles));
  }

  /// @param second not more than the tree has leaves
  static ConsistencyProof consistency(long first, long second, Tiles tiles) {
    return new ConsistencyProof(first, second, roots(Span.consistency(first, second), tiles));
  }

  private static List<Hash> roots(List<Span> spans, Tiles tiles) {
    var wanted = new LinkedHashSet<TileId>();
    for (Span span : spans) {
      span.nodes().forEach(node -> wanted.add(tileOf(node)));
    }
    Map<TileId, List<Hash>> found = tiles.of(wanted);
    return spans.stream().map(span -> span.root(node -> hash(found, node))).toList();
  }

  private static TileId tileOf(Span.Node node) {
    int within = node.level() % LEVELS_PER_TILE;
    return new TileId(
        node.level() / LEVELS_PER_TILE, (node.index() << within) / CompleteTile.WIDTH);
  }

  private static Hash hash(Map<TileId, List<Hash>> tiles, Span.Node node) {
    int within = node.level() % LEVELS_PER_TILE;
    TileId id = tileOf(node);
    List<Hash> row = tiles.getOrDefault(id, List.of());
    int from = (int) ((node.index() << within) % CompleteTile.WIDTH);
    int to = from + (1 << within);
    if (to > row.size()) {
      throw new IllegalStateException(
          "tile %s has %d hashes, %d are needed: the tree is shorter than was asked for"
              .formatted(id, row.size(), to));
    }
    return CompleteTile.perfectRoot(row.subList(from, to));
  }
}
