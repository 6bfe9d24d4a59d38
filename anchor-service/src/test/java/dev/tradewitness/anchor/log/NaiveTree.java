package dev.tradewitness.anchor.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// RFC 6962 section 2.1 word for word: slow, recursive, on plain bytes, sharing no code with the
/// product. What the product computes is compared with it.
public final class NaiveTree {

  private NaiveTree() {}

  public static byte[] root(List<byte[]> leafData) {
    if (leafData.isEmpty()) {
      return sha256(new byte[0]);
    }
    if (leafData.size() == 1) {
      return sha256(new byte[] {0}, leafData.getFirst());
    }
    int k = split(leafData.size());
    return sha256(
        new byte[] {1}, root(leafData.subList(0, k)), root(leafData.subList(k, leafData.size())));
  }

  public static List<byte[]> path(int m, List<byte[]> leafData) {
    if (leafData.size() <= 1) {
      return new ArrayList<>();
    }
    int k = split(leafData.size());
    List<byte[]> left = leafData.subList(0, k);
    List<byte[]> right = leafData.subList(k, leafData.size());
    List<byte[]> path = m < k ? path(m, left) : path(m - k, right);
    path.add(m < k ? root(right) : root(left));
    return path;
  }

  public static List<byte[]> proof(int m, List<byte[]> leafData) {
    return subproof(m, leafData, true);
  }

  private static List<byte[]> subproof(int m, List<byte[]> leafData, boolean whole) {
    int n = leafData.size();
    if (m == n) {
      var none = new ArrayList<byte[]>();
      if (!whole) {
        none.add(root(leafData));
      }
      return none;
    }
    int k = split(n);
    List<byte[]> left = leafData.subList(0, k);
    List<byte[]> right = leafData.subList(k, n);
    List<byte[]> path = m <= k ? subproof(m, left, whole) : subproof(m - k, right, false);
    path.add(m <= k ? root(right) : root(left));
    return path;
  }

  private static int split(int n) {
    int k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }

  public static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Arrays.stream(parts).forEach(digest::update);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
