package dev.tradewitness.common.merkle;

import dev.tradewitness.common.crypto.Hash;

/// The two hash functions of RFC 6962 section 2.1.
public final class Merkle {

  // RFC 6962 §2.1: leaves and nodes hash under different prefixes, or a node could pose as a leaf.
  private static final byte LEAF_PREFIX = 0;
  private static final byte NODE_PREFIX = 1;

  /// Root of the tree without leaves: SHA-256 of nothing.
  public static final Hash EMPTY_ROOT = Hash.of();

  private Merkle() {}

  public static Hash leaf(byte[] data) {
    return Hash.ofPrefixed(LEAF_PREFIX, data);
  }

  /// The leaf of an event: its data are the 32 raw bytes of the event's hash.
  public static Hash leaf(Hash eventHash) {
    return Hash.ofPrefixed(LEAF_PREFIX, eventHash.bytes());
  }

  public static Hash node(Hash left, Hash right) {
    return Hash.ofPair(NODE_PREFIX, left, right);
  }
}
