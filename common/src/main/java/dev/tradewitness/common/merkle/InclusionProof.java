package dev.tradewitness.common.merkle;

import dev.tradewitness.common.crypto.Hash;
import java.util.List;

/// That the leaf at an index is in a tree of a size: RFC 6962 section 2.1.1. The sides are derived
/// from index and size, never taken from the sender.
///
/// @param leafIndex 0-based, less than `treeSize`
/// @param treeSize 1 or more
/// @param path sibling hashes, bottom up
public record InclusionProof(long leafIndex, long treeSize, List<Hash> path) {

  public InclusionProof {
    if (leafIndex < 0 || leafIndex >= treeSize) {
      throw new IllegalArgumentException(
          "no leaf %d in a tree of %d".formatted(leafIndex, treeSize));
    }
    path = List.copyOf(path);
  }

  /// The root that the proof leads to from a leaf hash: RFC 9162 section 2.1.3.2.
  ///
  /// @throws ProofMismatchException when the path has not the length that index and size ask for
  public Hash rootFrom(Hash leaf) throws ProofMismatchException {
    long fn = leafIndex;
    long sn = treeSize - 1;
    Hash root = leaf;
    for (Hash sibling : path) {
      if (sn == 0) {
        throw wrongLength();
      }
      if ((fn & 1) == 1 || fn == sn) {
        root = Merkle.node(sibling, root);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        root = Merkle.node(root, sibling);
      }
      fn >>= 1;
      sn >>= 1;
    }
    if (sn != 0) {
      throw wrongLength();
    }
    return root;
  }

  /// @throws ProofMismatchException unless the leaf is in the tree that the head describes
  public void verify(Hash leaf, TreeHead head) throws ProofMismatchException {
    if (head.size() != treeSize) {
      throw new ProofMismatchException(
          "the proof is for %d leaves, the tree head has %d".formatted(treeSize, head.size()));
    }
    Hash computed = rootFrom(leaf);
    if (!computed.equals(head.root())) {
      throw new ProofMismatchException(
          "leaf %d of %d leads to %s, tree head says %s"
              .formatted(leafIndex, treeSize, computed, head.root()));
    }
  }

  private ProofMismatchException wrongLength() {
    return new ProofMismatchException(
        "a path of %d hashes does not fit leaf %d of %d"
            .formatted(path.size(), leafIndex, treeSize));
  }
}
