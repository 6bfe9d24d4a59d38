package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderIndexTest {

  private static final int DAY = 20_000;
  private static final KeyedHash HASH = KeyedHash.ofSeed(42);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void findsWhatAListFindsAfterAnyPutsUndosEvictionsAndRestarts(long seed) {
    var random = new Random(seed);
    int idsMax = List.of(1, 7, 50, 3000, 40_000, 40_000).get((int) seed - 1);
    var model = new ModelIndex(idsMax, random.nextLong());
    for (int step = 0; step < 30_000; step++) {
      model.randomStep(random);
      if (step % 10 == 0) {
        model.requireSame("c" + random.nextInt(20), "o" + random.nextInt(2000), seed, step);
      }
    }
    for (int c = 0; c < 20; c++) {
      for (int o = 0; o < 2000; o += 7) {
        model.requireSame("c" + c, "o" + o, seed, 30_000);
      }
    }
  }

  @Test
  void aHundredThousandAccountsMayUseTheSameIds() {
    int accounts = 100_000;
    var index = index(2 * accounts);
    long start = cpuNanos();
    for (int client = 0; client < accounts; client++) {
      index.put(client("c" + client), id("1"), client, DAY);
    }
    int falseHits = 0;
    for (int client = 0; client < accounts; client++) {
      long found = index.find(client("c" + client), id("1"));
      while (found > client) {
        found = index.findBefore(client("c" + client), id("1"), found);
        falseHits++;
      }
      assertThat(found == client).isTrue();
      falseHits += index.find(client("d" + client), id("1")) < 0 ? 0 : 1;
    }
    // With one probe run for all entries of an id the puts alone take 12 s.
    assertThat(cpuNanos() - start).isLessThan(10_000_000_000L);
    // 1.5 × 10^10 pairs of clients, and one of 2^32 has equal hashes.
    assertThat(falseHits).isLessThan(20);
    var all = new ArrayList<Long>();
    index.findAll(id("1"), all::add);
    assertThat(all).hasSize(accounts).contains(0L, 99_999L);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Test
  void candidatesOfOneKeyAreGivenNewestFirst() {
    var index = index(100);
    for (int sequence = 0; sequence < 60; sequence++) {
      index.put(client("c"), id(sequence % 3 == 0 ? "a" : "b" + sequence), sequence, DAY);
    }
    var found = new ArrayList<Long>();
    for (long next = index.find(client("c"), id("a"));
        next >= 0;
        next = index.findBefore(client("c"), id("a"), next)) {
      found.add(next);
    }
    assertThat(found).hasSize(20).startsWith(57L, 54L).endsWith(3L, 0L);
  }

  @Test
  void theOldestIdsGoWhenTheBoundIsReached() {
    var index = index(80);
    int forgotten = 0;
    for (int sequence = 0; sequence < 1000; sequence++) {
      forgotten += index.put(client("c"), id("o" + sequence), sequence, DAY);
      assertThat(index.size()).isLessThanOrEqualTo(80);
    }
    assertThat(index.size()).isGreaterThanOrEqualTo(70);
    assertThat(forgotten + index.size()).isEqualTo(1000);
    for (int gone = 0; gone < forgotten; gone++) {
      assertThat(index.forgottenUpTo(client("c"), id("o" + gone)))
          .isBetween((long) gone, forgotten - 1L);
    }
    assertThat(index.find(client("c"), id("o" + (forgotten - 1)))).isEqualTo(-1);
    assertThat(index.find(client("c"), id("o" + forgotten))).isEqualTo(forgotten);
  }

  @Test
  void aFullIndexForgetsFewIdsAtATimeAndStaysNearlyFull() {
    int idsMax = 160_000;
    var index = index(idsMax);
    long sequence = 0;
    while (sequence < idsMax) {
      index.put(client("c" + sequence % 1000), id("o" + sequence), sequence++, DAY);
    }
    int forgotten = 0;
    while (sequence < 2L * idsMax) {
      int some = index.put(client("c" + sequence % 1000), id("o" + sequence), sequence++, DAY);
      assertThat(some).isBetween(0, 1024);
      forgotten += some;
      assertThat(index.size()).isBetween(idsMax - 1024, idsMax);
    }
    assertThat(forgotten).isEqualTo(2 * idsMax - index.size());
    assertThat(index.find(client("c0"), id("o0"))).isEqualTo(-1);
    assertThat(index.forgottenUpTo(client("c0"), id("o0"))).isBetween(0L, idsMax + 20_000L);
    assertThat(index.segments()).hasSizeLessThan(16);
    assertThat(index.limit(1000)).isBetween(1, 1024);
    assertThat(index.evictSome(DAY + 1)).isBetween(1, 1024);
  }

  @Test
  void aDayIsForgottenWholeAndNoOtherIs() {
    var index = index(1000);
    for (int sequence = 0; sequence < 300; sequence++) {
      index.put(client("c"), id("o" + sequence), sequence, DAY + sequence / 100);
    }
    int segments = index.segments().size();
    assertThat(evict(index, DAY)).isZero();
    assertThat(index.segments()).hasSize(segments);
    assertThat(evict(index, DAY + 1)).isEqualTo(100);
    assertThat(index.find(client("c"), id("o99"))).isEqualTo(-1);
    assertThat(index.find(client("c"), id("o100"))).isEqualTo(100);
    assertThat(evict(index, DAY + 9)).isEqualTo(200);
    assertThat(index.size()).isZero();
    assertThat(index.forgottenUpTo(client("c"), id("o0"))).isNegative();
  }

  @Test
  void anEvictionThatForgetsNothingSealsNothing() {
    var index = index(100_000);
    for (int sequence = 0; sequence < 300; sequence++) {
      index.put(client("c"), id("o" + sequence), sequence, DAY);
      assertThat(evict(index, DAY)).isZero();
    }
    assertThat(index.segments()).hasSize(1);
  }

  @Test
  void anIdPutAfterItsDaysFirstOnesWereTakenBackKeepsItsDay() {
    var index = index(1000);
    index.put(client("c"), id("a"), 1, DAY);
    index.put(client("c"), id("b"), 2, DAY);
    index.put(client("c"), id("c"), 3, DAY + 1);
    index.remove(client("c"), id("c"), 3);
    index.remove(client("c"), id("b"), 2);
    index.put(client("c"), id("d"), 4, DAY + 1);
    assertThat(evict(index, DAY + 1)).isEqualTo(1);
    assertThat(index.find(client("c"), id("d"))).isEqualTo(4);
  }

  @Test
  void anAccountAboveItsShareLosesItsOldestIdsAndNoOtherDoes() {
    // Segments of 100 ids and a share of 100.
    var index = index(800);
    long sequence = 0;
    for (int i = 0; i < 50; i++) {
      index.put(client("modest"), id("m" + i), sequence++, DAY);
      for (int j = 0; j < 60; j++) {
        index.put(client("greedy"), id("g" + i + "/" + j), sequence++, DAY);
      }
      assertThat(index.size()).isLessThanOrEqualTo(800);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(index.find(client("modest"), id("m" + i))).isEqualTo(61L * i);
    }
    int remembered = 0;
    for (long at = 0; at < sequence; at++) {
      if (at % 61 != 0) {
        ClientOrderId greedy = id("g" + at / 61 + "/" + (at % 61 - 1));
        long upTo = index.forgottenUpTo(client("greedy"), greedy);
        assertThat(index.forgottenUpTo(client("modest"), greedy)).isNegative();
        if (index.find(client("greedy"), greedy) == at) {
          remembered++;
        } else {
          assertThat(upTo).isGreaterThanOrEqualTo(at);
        }
      }
    }
    assertThat(remembered).isEqualTo(index.size() - 50);
    // What is left of thinned segments comes together.
    assertThat(index.segments()).hasSizeLessThan(2 + 800 / 50);
    assertThat(index.takeForgottenEarly()).isEqualTo((int) sequence - index.size());
    evict(index, DAY + 1);
    assertThat(index.forgetsAny()).isFalse();
    assertThat(index.size()).isZero();
  }

  @Test
  void whoseIdsWereForgottenIsKnownAfterARestart() {
    var index = index(80);
    for (int sequence = 0; sequence < 200; sequence++) {
      index.put(client("c" + sequence % 20), id("o" + sequence), sequence, DAY);
    }
    var restarted = index(80);
    var stored = new ArrayList<byte[]>();
    index.filters().forEach(filter -> stored.add(index.keys().stored(filter)));
    for (IndexSegment segment : index.segments()) {
      stored.add(index.keys().stored(segment));
      assertThat(index.keys().checksum(segment))
          .isEqualTo(SegmentBytes.checksum(index.keys().stored(segment)));
    }
    stored.forEach(restarted::restore);
    assertThat(restarted.size()).isEqualTo(index.size());
    for (int sequence = 0; sequence < 200; sequence++) {
      ClientId client = client("c" + sequence % 20);
      ClientOrderId id = id("o" + sequence);
      assertThat(restarted.forgottenUpTo(client, id)).isEqualTo(index.forgottenUpTo(client, id));
      if (restarted.find(client, id) < 0) {
        assertThat(restarted.forgottenUpTo(client, id)).isGreaterThanOrEqualTo(sequence);
      }
    }
  }

  @Test
  void whateverAVersionWithoutFiltersForgotIsAskedForUntilItsDayLeaves() {
    var index = index(80);
    for (int sequence = 0; sequence < 200; sequence++) {
      index.put(client("c" + sequence % 8), id("o" + sequence), sequence, DAY);
    }
    var upgraded = index(80);
    index
        .segments()
        .forEach(segment -> upgraded.restore(withoutFilters(index.keys().stored(segment))));
    var again = index(80);
    upgraded.filters().forEach(filter -> again.restore(upgraded.keys().stored(filter)));
    upgraded.segments().forEach(segment -> again.restore(upgraded.keys().stored(segment)));
    assertThat(again.size()).isEqualTo(index.size());
    for (int sequence = 0; sequence < 100; sequence++) {
      assertThat(again.forgottenUpTo(client("c" + sequence % 8), id("new" + sequence)))
          .isGreaterThanOrEqualTo(sequence);
    }
    assertThat(again.forgottenUpTo(client("other"), id("o0"))).isNegative();
    evict(again, DAY + 1);
    assertThat(again.filters()).isEmpty();
  }

  /// The stored form that a version without filters wrote.
  private static byte[] withoutFilters(byte[] segment) {
    byte[] older = segment.clone();
    ByteBuffer.wrap(older).putInt(0, 2).putInt(older.length - 4, 0);
    var crc = new CRC32C();
    crc.update(older, 0, older.length - 4);
    ByteBuffer.wrap(older).putInt(older.length - 4, (int) crc.getValue());
    return older;
  }

  @Test
  void noMoreIdsAreRestoredThanTheBoundSays() {
    var index = index(1000);
    for (int sequence = 0; sequence < 1000; sequence++) {
      index.put(client("c" + sequence % 20), id("o" + sequence), sequence, DAY);
    }
    var smaller = index(300);
    for (IndexSegment segment : index.segments()) {
      smaller.restore(index.keys().stored(segment));
      assertThat(smaller.size()).isLessThanOrEqualTo(300);
    }
    assertThat(smaller.size()).isGreaterThan(100);
    assertThat(smaller.find(client("c19"), id("o999"))).isEqualTo(999);
    assertThat(smaller.find(client("c0"), id("o0"))).isNegative();
    assertThat(smaller.forgottenUpTo(client("c0"), id("o0"))).isNotNegative();
  }

  @Test
  void onlyTheNewestIdMayBeTakenBackAndNumbersAscend() {
    var index = index(100);
    index.put(client("c"), id("a"), 5, DAY);
    index.put(client("c"), id("b"), 9, DAY);
    assertThatThrownBy(() -> index.remove(client("c"), id("a"), 5))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> index.put(client("c"), id("d"), 9, DAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("9");
    index.remove(client("c"), id("b"), 9);
    index.put(client("c"), id("d"), 9, DAY);
    assertThat(index.find(client("c"), id("d"))).isEqualTo(9);
  }

  @Test
  void aStoredSegmentIsRefusedWhenAnyBitIsFlippedOrTheKeyIsAnother() {
    var index = index(100);
    for (int sequence = 0; sequence < 5; sequence++) {
      index.put(client("c"), id("o" + sequence), sequence, DAY);
    }
    byte[] bytes = index.keys().stored(index.segments().getFirst());
    assertThat(restored(index, bytes).size()).isEqualTo(5);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> restored(index, flipped))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> restored(index, new byte[3])).hasMessageContaining("cut");
    var other = index(KeyedHash.ofSeed(43), 100);
    assertThatThrownBy(() -> restored(other, bytes)).hasMessageContaining("hash key");
  }

  @Test
  void aRememberedIdTakesAtMostTwentyFourBytes() {
    int idsMax = 10_000_000 / 64;
    var index = index(idsMax);
    for (int sequence = 0; sequence < idsMax; sequence++) {
      index.put(client("client-" + sequence % 15_625), id("order-" + sequence), sequence, DAY);
    }
    assertThat(index.size()).isEqualTo(idsMax);
    assertThat(index.bytes() / (double) idsMax).isBetween(14.0, 24.0);
  }

  private static int evict(OrderIndex index, int firstDay) {
    int evicted = 0;
    for (int some = index.evictSome(firstDay); some > 0; some = index.evictSome(firstDay)) {
      evicted += some;
    }
    return evicted;
  }

  private static OrderIndex restored(OrderIndex index, byte[] bytes) {
    index.clear();
    index.restore(bytes);
    return index;
  }

  private static OrderIndex index(int idsMax) {
    return index(HASH, idsMax);
  }

  private static OrderIndex index(KeyedHash hash, int idsMax) {
    return new OrderIndex(hash, idsMax, OrderIndex.Sizes.of(idsMax, 20 * idsMax, 1));
  }

  private static ClientId client(String value) {
    return new ClientId(value);
  }

  private static ClientOrderId id(String value) {
    return new ClientOrderId(value);
  }

  /// The index beside a plain list that does the same. Which ids the index forgets early is its own
  /// choice; it has to know whose they are.
  private static final class ModelIndex {
    private record Entry(String client, String id, long sequence, int day) {}

    private final int idsMax;
    private final KeyedHash hash;
    private OrderIndex index;
    private final ArrayList<Entry> expected = new ArrayList<>();
    // The forgotten ones too.
    private final ArrayList<Entry> put = new ArrayList<>();
    private long sequence;
    private int day = DAY;

    ModelIndex(int idsMax, long seed) {
      this.idsMax = idsMax;
      this.hash = KeyedHash.ofSeed(seed);
      this.index = index(hash, idsMax);
    }

    void randomStep(Random random) {
      int dice = random.nextInt(1000);
      if (dice < 700) {
        int c = random.nextInt(20);
        // One client has as many orders as all others.
        put(new Entry("c" + (c < 10 ? 0 : c), "o" + random.nextInt(2000), sequence, day));
        sequence += 1 + random.nextInt(3);
      } else if (dice < 990) {
        undo(random.nextInt(4));
      } else if (dice == 990) {
        undo(expected.size() / 2);
      } else if (dice < 995) {
        restart();
      } else if (dice == 995) {
        day++;
        evict(index, day - 3);
        expected.removeIf(entry -> entry.day < day - 3);
        put.removeIf(entry -> entry.day < day - 3);
      }
    }

    private void put(Entry entry) {
      int forgotten = index.put(client(entry.client), id(entry.id), entry.sequence, entry.day);
      if (forgotten > 0) {
        removeForgotten(forgotten);
      }
      expected.add(entry);
      put.add(entry);
    }

    private void removeForgotten(int count) {
      int before = expected.size();
      expected.removeIf(entry -> {
        if (remembers(entry)) {
          return false;
        }
        assertThat(index.forgottenUpTo(client(entry.client), id(entry.id)))
            .isGreaterThanOrEqualTo(entry.sequence);
        return true;
      });
      assertThat(before - expected.size()).isEqualTo(count);
    }

    private boolean remembers(Entry entry) {
      return index.findBefore(client(entry.client), id(entry.id), entry.sequence + 1)
          == entry.sequence;
    }

    private void undo(int count) {
      for (int i = 0; i < count && !put.isEmpty(); i++) {
        Entry last = put.removeLast();
        if (!expected.isEmpty() && expected.getLast().equals(last)) {
          expected.removeLast();
        }
        index.remove(client(last.client), id(last.id), last.sequence);
        sequence = last.sequence;
      }
    }

    private void restart() {
      var stored = new ArrayList<byte[]>();
      index.filters().forEach(filter -> stored.add(index.keys().stored(filter)));
      index.segments().forEach(segment -> stored.add(index.keys().stored(segment)));
      index = index(hash, idsMax);
      stored.forEach(index::restore);
    }

    void requireSame(String client, String id, long seed, int step) {
      var newestFirst = new ArrayList<Long>();
      var withId = new ArrayList<Long>();
      for (Entry entry : expected.reversed()) {
        if (entry.id.equals(id)) {
          withId.add(entry.sequence);
          if (entry.client.equals(client)) {
            newestFirst.add(entry.sequence);
          }
        }
      }
      var found = new ArrayList<Long>();
      for (long next = index.find(client(client), id(id));
          next >= 0;
          next = index.findBefore(client(client), id(id), next)) {
        found.add(next);
      }
      var all = new ArrayList<Long>();
      index.findAll(id(id), all::add);
      assertThat(found).as("seed %d, step %d", seed, step).isEqualTo(newestFirst);
      assertThat(all)
          .as("seed %d, step %d", seed, step)
          .containsExactlyInAnyOrderElementsOf(withId);
      assertThat(index.size()).as("seed %d, step %d", seed, step).isEqualTo(expected.size());
      requireForgottenKnown(client, id, seed, step);
    }

    /// No repetition inside the window is taken for a new order.
    private void requireForgottenKnown(String client, String id, long seed, int step) {
      for (Entry entry : put) {
        if (entry.id.equals(id) && entry.client.equals(client) && !remembers(entry)) {
          assertThat(index.forgottenUpTo(client(client), id(id)))
              .as("seed %d, step %d", seed, step)
              .isGreaterThanOrEqualTo(entry.sequence);
        }
      }
    }
  }
}
