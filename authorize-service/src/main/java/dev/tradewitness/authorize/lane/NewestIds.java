package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.KeyedHash;
import java.util.Arrays;
import java.util.function.LongConsumer;

/// The ids put last, in order, found by open addressing over their keys. Full, they become a sorted
/// segment.
final class NewestIds {

  private final long[] keys;
  private final long[] sequences;
  // Places plus one; zero is empty.
  private final short[] slots;
  private int count;

  /// @param max a power of two, at most 8,192
  NewestIds(int max) {
    this.keys = new long[max];
    this.sequences = new long[max];
    this.slots = new short[2 * max];
  }

  int size() {
    return count;
  }

  int max() {
    return keys.length;
  }

  boolean isFull() {
    return count == keys.length;
  }

  /// The lowest journal number; there must be one.
  long first() {
    return sequences[0];
  }

  void put(long key, long sequence) {
    keys[count] = key;
    sequences[count] = sequence;
    int slot = home(key);
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = (short) ++count;
  }

  private int home(long key) {
    return (int) KeyedHash.mix(key) & slots.length - 1;
  }

  /// The greatest journal number below `before` that has this key, or -1.
  long newestBefore(long key, long before) {
    long newest = -1;
    for (int slot = home(key); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
      int place = slots[slot] - 1;
      if (keys[place] == key && sequences[place] < before) {
        newest = Math.max(newest, sequences[place]);
      }
    }
    return newest;
  }

  void findAll(int idHash, LongConsumer found) {
    for (int place = 0; place < count; place++) {
      if ((int) (keys[place] >>> 32) == idHash) {
        found.accept(sequences[place]);
      }
    }
  }

  /// Takes the newest id away. Its slot ends its probe run, so no other entry moves.
  ///
  /// @throws IllegalStateException when another id is the newest
  void removeNewest(long key, long sequence) {
    if (keys[count - 1] != key || sequences[count - 1] != sequence) {
      throw new IllegalStateException(
          "the newest number is %d, not %d".formatted(sequences[count - 1], sequence));
    }
    int slot = home(key);
    while (slots[slot] != count) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = 0;
    count--;
  }

  /// A segment of these ids; at least one is needed.
  IndexSegment sorted(int day) {
    long[] sortedKeys = Arrays.copyOf(keys, count);
    Arrays.sort(sortedKeys);
    long[] sortedSequences = new long[count];
    Arrays.fill(sortedSequences, -1);
    for (int i = 0; i < count; i++) {
      int place = Arrays.binarySearch(sortedKeys, keys[i]);
      // Equal keys lie side by side and are met here in the order of their numbers.
      while (place > 0 && sortedKeys[place - 1] == keys[i]) {
        place--;
      }
      while (sortedSequences[place] >= 0) {
        place++;
      }
      sortedSequences[place] = sequences[i];
    }
    return SegmentEdits.of(day, sortedKeys, sortedSequences);
  }

  void clear() {
    Arrays.fill(slots, (short) 0);
    count = 0;
  }

  long bytesHeld() {
    return 32 + 3 * 16 + 16L * keys.length + 2L * slots.length;
  }
}
