package dev.tradewitness.authorize;

import dev.tradewitness.authorize.order.KeyedHash;
import java.util.HashMap;

/// Two order ids that an index cannot tell apart.
public record EqualHashes(String one, String other) {

  private static final int IDS_MAX = 10_000_000;

  /// Two ids with the same upper 32 bits of this hash: among 77,000 ids there are some as likely as
  /// not.
  public static EqualHashes under(KeyedHash hash) {
    var seen = new HashMap<Integer, String>();
    for (int i = 0; i < IDS_MAX; i++) {
      String id = "id-" + i;
      String before = seen.put((int) (hash.of(id) >>> 32), id);
      if (before != null) {
        return new EqualHashes(before, id);
      }
    }
    throw new AssertionError("no two of so many ids have equal hashes: " + IDS_MAX);
  }
}
