package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Merkle;
import java.util.ArrayList;
import java.util.List;

/// 256 neighbouring hashes of one level of a tree (C2SP tlog-tiles) and the root over them.
///
/// @param level 0 for leaf hashes; a hash of level L stands for 256^L leaves
public record CompleteTile(int level, long index, Hash root, List<Hash> hashes) {

  public static final int WIDTH = 256;

  static CompleteTile of(int level, long index, List<Hash> row) {
    if (row.size() != WIDTH) {
      throw new IllegalArgumentException("a complete tile has 256 hashes, got " + row.size());
    }
    return new CompleteTile(level, index, perfectRoot(row), List.copyOf(row));
  }

  /// Root over a power of two of neighbouring hashes.
  static Hash perfectRoot(List<Hash> row) {
    List<Hash> level = row;
    while (level.size() > 1) {
      var above = new ArrayList<Hash>(level.size() / 2);
      for (int i = 0; i < level.size(); i += 2) {
        above.add(Merkle.node(level.get(i), level.get(i + 1)));
      }
      level = above;
    }
    return level.getFirst();
  }

  static byte[] concat(List<Hash> hashes) {
    byte[] bytes = new byte[hashes.size() * Hash.BYTES];
    for (int i = 0; i < hashes.size(); i++) {
      System.arraycopy(hashes.get(i).bytes(), 0, bytes, i * Hash.BYTES, Hash.BYTES);
    }
    return bytes;
  }

  static List<Hash> split(byte[] bytes) {
    var hashes = new ArrayList<Hash>(bytes.length / Hash.BYTES);
    for (int at = 0; at < bytes.length; at += Hash.BYTES) {
      hashes.add(new Hash(java.util.Arrays.copyOfRange(bytes, at, at + Hash.BYTES)));
    }
    return hashes;
  }
}
