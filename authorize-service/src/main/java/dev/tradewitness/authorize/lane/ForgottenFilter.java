package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.KeyedHash;
import java.util.Arrays;

/// Tells a key that was never added from the forgotten ones: a Bloom filter (B. H. Bloom,
/// "Space/Time Trade-offs in Hash Coding with Allowable Errors", 1970). A key that was added always
/// passes.
///
/// With `b` bits for each key and `k` = 7 probes, a share of `(1 - e^(-k/b))^k` of the other keys
/// passes too: 0.07 % at 16 bits, 2.3 % at 8, 26 % at 4. The probes are `h1 + i × h2` (A. Kirsch
/// and M. Mitzenmacher, "Less Hashing, Same Performance", 2006) in the lowest bits of the sum, and
/// the number of bits is a power of two, so a filter of half the size is made from this one alone.
///
/// A filter that is full or folded never changes. A snapshot may read one that still grows: it has
/// more keys than the snapshot needs then, never fewer.
final class ForgottenFilter {

  static final int BITS_PER_KEY = 16;

  private static final int PROBES = 7;

  private final long number;
  private final long[] words;
  private int keys;
  private int day;
  private long last;
  // Of the stored form of a full filter; zero until it is asked for. Whoever makes it makes the
  // same.
  private int checksum;

  /// @param number names the filter in its lane; a later one's is greater
  /// @param words bits of the filter, a power of two; owned by this from now on
  /// @param keys that were added
  /// @param day of the newest key, days since 1970
  /// @param last the greatest journal number of any key
  ForgottenFilter(long number, long[] words, int keys, int day, long last) {
    if (Integer.bitCount(words.length) != 1) {
      throw new IllegalArgumentException(
          "a filter has a power of two of words, got " + words.length);
    }
    this.number = number;
    this.words = words;
    this.keys = keys;
    this.day = day;
    this.last = last;
  }

  /// A filter for at least so many keys.
  static ForgottenFilter empty(long number, int keysMax) {
    return new ForgottenFilter(number, new long[words(keysMax)], 0, Integer.MIN_VALUE, -1);
  }

  /// A filter that every key passes, for keys that nobody knows any more.
  static ForgottenFilter ofUnknown(long number, int keys, int day, long last) {
    var filter = new ForgottenFilter(number, new long[] {-1L}, keys, day, last);
    filter.keys = Math.max(keys, filter.keysMax());
    return filter;
  }

  private static int words(int keysMax) {
    int needed = Math.max(1, Math.ceilDiv(keysMax, Long.SIZE / BITS_PER_KEY));
    return Integer.highestOneBit(2 * needed - 1);
  }

  /// Heap that a filter for so many keys takes.
  static long bytesFor(int keysMax) {
    return bytes(words(keysMax));
  }

  private static long bytes(int words) {
    return 48 + 16 + 8L * words;
  }

  void add(long key, long sequence, int keyDay) {
    long hash = KeyedHash.mix(key);
    int step = step(hash);
    int probe = (int) hash;
    for (int i = 0; i < PROBES; i++, probe += step) {
      words[word(probe)] |= 1L << probe;
    }
    keys++;
    day = Math.max(day, keyDay);
    last = Math.max(last, sequence);
  }

  /// False when the key was never added.
  boolean mayHold(long key) {
    long hash = KeyedHash.mix(key);
    int step = step(hash);
    int probe = (int) hash;
    for (int i = 0; i < PROBES; i++, probe += step) {
      if ((words[word(probe)] & 1L << probe) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int step(long hash) {
    return (int) (hash >>> 32) | 1;
  }

  /// Shifts take the low six bits of their distance; these are the next ones.
  private int word(int probe) {
    return probe >>> 6 & words.length - 1;
  }

  /// A filter of half the size that every key passes which passes this one.
  ForgottenFilter folded() {
    int half = words.length / 2;
    long[] fewer = Arrays.copyOf(words, half);
    for (int i = 0; i < half; i++) {
      fewer[i] |= words[half + i];
    }
    return new ForgottenFilter(number, fewer, keys, day, last);
  }

  /// A filter that every key passes which passes this one or a later one, of the smaller one's
  /// size.
  ForgottenFilter mergedWith(ForgottenFilter later) {
    ForgottenFilter one = this;
    ForgottenFilter other = later;
    while (one.words.length > other.words.length) {
      one = one.folded();
    }
    while (other.words.length > one.words.length) {
      other = other.folded();
    }
    long[] both = one.words.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] |= other.words[i];
    }
    int sum = (int) Math.min(Integer.MAX_VALUE, (long) keys + later.keys);
    return new ForgottenFilter(
        later.number, both, sum, Math.max(day, later.day), Math.max(last, later.last));
  }

  /// This filter, whose keys with this journal number and greater ones were taken back.
  ForgottenFilter below(long sequence) {
    return last < sequence ? this : new ForgottenFilter(number, words, keys, day, sequence - 1);
  }

  private int keysMax() {
    return (int) Math.min(Integer.MAX_VALUE, (long) words.length * Long.SIZE / BITS_PER_KEY);
  }

  boolean isFull() {
    return keys >= keysMax();
  }

  boolean isFoldable() {
    return words.length > 1;
  }

  /// How little is lost for how much room when this filter is folded: its bits, weighed by the bits
  /// for each key.
  long foldingGain() {
    long bits = (long) words.length * Long.SIZE;
    return bits * Math.max(1, bits / Math.max(1, keys));
  }

  long number() {
    return number;
  }

  int keys() {
    return keys;
  }

  /// The day of the newest key.
  int day() {
    return day;
  }

  /// The greatest journal number of any key; -1 without one.
  long last() {
    return last;
  }

  int wordCount() {
    return words.length;
  }

  long wordAt(int place) {
    return words[place];
  }

  /// The checksum that ends the stored form of a filter to which nothing is added any more.
  ///
  /// @param seal see [FilterBytes#of]
  int checksum(long seal) {
    int known = checksum;
    if (known == 0) {
      known = SegmentBytes.checksum(FilterBytes.of(this, seal));
      checksum = known;
    }
    return known;
  }

  /// Heap that the filter takes.
  long bytesHeld() {
    return bytes(words.length);
  }
}
