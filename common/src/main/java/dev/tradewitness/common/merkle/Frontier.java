package dev.tradewitness.common.merkle;

import dev.tradewitness.common.crypto.Hash;
import java.util.ArrayList;
import java.util.List;

/// The right edge of an RFC 6962 tree: the roots of the perfect subtrees that its leaves fall into,
/// largest first. It is all that appending needs (at most 63 hashes). Not for sharing between
/// threads.
public final class Frontier {

  private final ArrayList<Hash> peaks;
  private long size;

  public Frontier() {
    this(0, List.of());
  }

  /// Continues a tree.
  ///
  /// @param peaks largest subtree first, one for each bit set in `size`
  public Frontier(long size, List<Hash> peaks) {
    if (size < 0 || peaks.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "a tree of %d leaves has %d peaks, got %d"
              .formatted(size, Long.bitCount(size), peaks.size()));
    }
    this.size = size;
    this.peaks = new ArrayList<>(peaks);
  }

  /// Appends a leaf by its hash ([Merkle#leaf]).
  public void append(Hash leaf) {
    Hash node = leaf;
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      node = Merkle.node(peaks.removeLast(), node);
    }
    peaks.add(node);
    size++;
  }

  public long size() {
    return size;
  }

  public List<Hash> peaks() {
    return List.copyOf(peaks);
  }

  public Hash root() {
    if (peaks.isEmpty()) {
      return Merkle.EMPTY_ROOT;
    }
    Hash root = peaks.getLast();
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = Merkle.node(peaks.get(i), root);
    }
    return root;
  }

  public TreeHead head() {
    return new TreeHead(size, root());
  }

  public Frontier copy() {
    return new Frontier(size, peaks);
  }
}
