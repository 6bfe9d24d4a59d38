package dev.tradewitness.common.merkle;

import dev.tradewitness.common.crypto.Hash;
import java.util.List;

/// That a tree only grew between two sizes: RFC 6962 section 2.1.2.
///
/// @param first older size, 0 or more
/// @param second newer size, not less than `first`
/// @param path as RFC 6962 orders it; empty when `first` is 0 or equals `second`
public record ConsistencyProof(long first, long second, List<Hash> path) {

  public ConsistencyProof {
    if (first < 0 || first > second) {
      throw new IllegalArgumentException("no growth from %d to %d".formatted(first, second));
    }
    path = List.copyOf(path);
  }

  /// RFC 9162 section 2.1.4.2.
  ///
  /// @throws ProofMismatchException unless the older tree is a prefix of the newer
  public void verify(TreeHead older, TreeHead newer) throws ProofMismatchException {
    if (older.size() != first || newer.size() != second) {
      throw new ProofMismatchException(
          "the proof is from %d to %d, the tree heads have %d and %d"
              .formatted(first, second, older.size(), newer.size()));
    }
    if (first == 0 || first == second) {
      if (!path.isEmpty()) {
        throw wrongLength();
      }
      if (first == second) {
        requireEqual("newer", older.root(), newer.root());
      }
      return;
    }
    boolean powerOfTwo = Long.bitCount(first) == 1;
    if (!powerOfTwo && path.isEmpty()) {
      throw wrongLength();
    }
    long fn = first - 1;
    long sn = second - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    Hash fr = powerOfTwo ? older.root() : path.getFirst();
    Hash sr = fr;
    for (Hash c : powerOfTwo ? path : path.subList(1, path.size())) {
      if (sn == 0) {
        throw wrongLength();
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = Merkle.node(c, fr);
        sr = Merkle.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = Merkle.node(sr, c);
      }
      fn >>= 1;
      sn >>= 1;
    }
    if (sn != 0) {
      throw wrongLength();
    }
    requireEqual("older", fr, older.root());
    requireEqual("newer", sr, newer.root());
  }

  private void requireEqual(String which, Hash computed, Hash stated)
      throws ProofMismatchException {
    if (!computed.equals(stated)) {
      throw new ProofMismatchException(
          "from %d to %d: the proof leads to %s, the %s tree head says %s"
              .formatted(first, second, computed, which, stated));
    }
  }

  private ProofMismatchException wrongLength() {
    return new ProofMismatchException(
        "a path of %d hashes does not fit sizes %d and %d".formatted(path.size(), first, second));
  }
}
