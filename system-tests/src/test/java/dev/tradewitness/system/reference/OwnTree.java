package dev.tradewitness.system.reference;

import java.util.HexFormat;
import java.util.List;

/// RFC 6962 section 2.1 word by word: slow, recursive, and nobody else's code.
public final class OwnTree {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private OwnTree() {}

  /// The Merkle tree hash over event hashes in hex, each one leaf's data.
  public static String root(List<String> eventHashes) {
    if (eventHashes.isEmpty()) {
      return HexFormat.of().formatHex(OwnJson.sha256());
    }
    return HexFormat.of().formatHex(subtree(eventHashes));
  }

  private static byte[] subtree(List<String> leaves) {
    int n = leaves.size();
    if (n == 1) {
      return OwnJson.sha256(LEAF, HexFormat.of().parseHex(leaves.getFirst()));
    }
    // k is the largest power of two smaller than n.
    int k = Integer.highestOneBit(n - 1);
    return OwnJson.sha256(NODE, subtree(leaves.subList(0, k)), subtree(leaves.subList(k, n)));
  }
}
