package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.KeyedHash;

/// Says of most absent hashes that they are absent, with one read from memory: a Bloom filter whose
/// four bits for a hash lie in one word. About two of a hundred absent hashes pass.
final class IdFilter {

  static final int BITS_PER_HASH = 10;

  private final long[] words;
  private final int idsMax;

  /// @param hashes how many will be added
  IdFilter(int hashes) {
    this(hashes, 0);
  }

  private IdFilter(int hashes, int idsMax) {
    this.words = new long[Math.toIntExact(1 + (long) hashes * BITS_PER_HASH / Long.SIZE)];
    this.idsMax = idsMax;
  }

  /// A filter of a segment's keys that has room for so many. It knows every key, and every id
  /// whoever its client is.
  static IdFilter of(long[] keys, int idsMax) {
    var filter = new IdFilter(2 * idsMax, idsMax);
    filter.addIds(keys);
    return filter;
  }

  /// How many ids there is room for.
  int idsMax() {
    return idsMax;
  }

  void addIds(long[] keys) {
    for (long key : keys) {
      add(key);
      add(idOnly(key));
    }
  }

  private static long idOnly(long key) {
    return ~(key >>> 32);
  }

  void add(long hash) {
    long bits = KeyedHash.mix(hash);
    words[word(bits)] |= mask(bits);
  }

  /// False when the hash was never added.
  boolean mayHold(long hash) {
    long bits = KeyedHash.mix(hash);
    long mask = mask(bits);
    return (words[word(bits)] & mask) == mask;
  }

  /// False when no key with this one's id was added.
  boolean mayHoldId(long key) {
    return mayHold(idOnly(key));
  }

  private int word(long bits) {
    return (int) ((bits >>> 32) * words.length >>> 32);
  }

  /// Shifts take the low six bits of their distance.
  private static long mask(long bits) {
    return 1L << bits | 1L << (bits >>> 6) | 1L << (bits >>> 12) | 1L << (bits >>> 18);
  }

  long bytes() {
    return 24 + 16 + 8L * words.length;
  }
}
