package dev.tradewitness.evidence.made;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// RFC 6962 section 2.1 word for word: recursive, quadratic, and nothing shared with what is
/// tested.
public final class NaiveTree {

  private NaiveTree() {}

  public static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// `MTH(D[n])`.
  public static byte[] root(List<byte[]> d) {
    int n = d.size();
    if (n == 0) {
      return sha256();
    }
    if (n == 1) {
      return sha256(new byte[] {0}, d.getFirst());
    }
    int k = split(n);
    return sha256(new byte[] {1}, root(d.subList(0, k)), root(d.subList(k, n)));
  }

  /// `PATH(m, D[n])`.
  public static List<byte[]> path(int m, List<byte[]> d) {
    int n = d.size();
    if (n == 1) {
      return List.of();
    }
    int k = split(n);
    return m < k
        ? then(path(m, d.subList(0, k)), root(d.subList(k, n)))
        : then(path(m - k, d.subList(k, n)), root(d.subList(0, k)));
  }

  /// On which side each sibling of `PATH(m, D[n])` stands.
  public static List<String> sides(int m, int n) {
    if (n == 1) {
      return List.of();
    }
    int k = split(n);
    var sides = new ArrayList<>(m < k ? sides(m, k) : sides(m - k, n - k));
    sides.add(m < k ? "right" : "left");
    return sides;
  }

  /// `PROOF(m, D[n])`.
  public static List<byte[]> consistency(int m, List<byte[]> d) {
    return m == d.size() || m == 0 ? List.of() : subproof(m, d, true);
  }

  private static List<byte[]> subproof(int m, List<byte[]> d, boolean whole) {
    int n = d.size();
    if (m == n) {
      return whole ? List.of() : List.of(root(d));
    }
    int k = split(n);
    return m <= k
        ? then(subproof(m, d.subList(0, k), whole), root(d.subList(k, n)))
        : then(subproof(m - k, d.subList(k, n), false), root(d.subList(0, k)));
  }

  private static List<byte[]> then(List<byte[]> path, byte[] last) {
    var longer = new ArrayList<>(path);
    longer.add(last);
    return longer;
  }

  private static int split(int n) {
    int k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }
}
