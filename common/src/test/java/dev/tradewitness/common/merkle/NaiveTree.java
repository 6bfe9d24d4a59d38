package dev.tradewitness.common.merkle;

import dev.tradewitness.common.crypto.Hash;
import java.util.ArrayList;
import java.util.List;

/// RFC 6962 section 2.1 written down as its recursive definitions read, sharing nothing with the
/// code under test but the two hash functions.
final class NaiveTree {

  private NaiveTree() {}

  static Hash root(List<Hash> leaves) {
    if (leaves.isEmpty()) {
      return Hash.of();
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int k = split(leaves.size());
    return Merkle.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
  }

  /// PATH(m, D(n)).
  static List<Hash> path(int m, List<Hash> leaves) {
    if (leaves.size() == 1) {
      return List.of();
    }
    int k = split(leaves.size());
    List<Hash> left = leaves.subList(0, k);
    List<Hash> right = leaves.subList(k, leaves.size());
    var path = new ArrayList<>(m < k ? path(m, left) : path(m - k, right));
    path.add(m < k ? root(right) : root(left));
    return path;
  }

  /// PROOF(m, D(n)).
  static List<Hash> consistency(int m, List<Hash> leaves) {
    return subproof(m, leaves, true);
  }

  private static List<Hash> subproof(int m, List<Hash> leaves, boolean whole) {
    int n = leaves.size();
    if (m == n) {
      return whole ? List.of() : List.of(root(leaves));
    }
    int k = split(n);
    List<Hash> left = leaves.subList(0, k);
    List<Hash> right = leaves.subList(k, n);
    var proof = new ArrayList<>(m <= k ? subproof(m, left, whole) : subproof(m - k, right, false));
    proof.add(m <= k ? root(right) : root(left));
    return proof;
  }

  private static int split(int n) {
    return Integer.highestOneBit(n - 1);
  }
}
