package dev.tradewitness.common.merkle;

import dev.tradewitness.common.crypto.Hash;

/// A tree's size in leaves (0 or more) and its root.
public record TreeHead(long size, Hash root) {

  public TreeHead {
    if (size < 0) {
      throw new IllegalArgumentException("a tree has no " + size + " leaves");
    }
    if (size == 0 && !root.equals(Merkle.EMPTY_ROOT)) {
      throw new IllegalArgumentException("the empty tree has one root, got " + root);
    }
  }
}
