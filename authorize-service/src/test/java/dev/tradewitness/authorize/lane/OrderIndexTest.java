package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
    var index = new OrderIndex(HASH, 2 * accounts, accounts);
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
    var index = new OrderIndex(HASH, 100, 100);
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
    var index = new OrderIndex(HASH, 80, 80);
    int forgotten = 0;
    for (int sequence = 0; sequence < 1000; sequence++) {
      forgotten += index.put(client("c"), id("o" + sequence), sequence, DAY);
      assertThat(index.size()).isLessThanOrEqualTo(80);
    }
    assertThat(index.size()).isGreaterThanOrEqualTo(70);
    assertThat(forgotten + index.size()).isEqualTo(1000);
    assertThat(index.remembersFrom()).isEqualTo(forgotten);
    assertThat(index.find(client("c"), id("o" + (forgotten - 1)))).isEqualTo(-1);
    assertThat(index.find(client("c"), id("o" + forgotten))).isEqualTo(forgotten);
  }

  @Test
  void aDayIsForgottenWholeAndNoOtherIs() {
    var index = new OrderIndex(HASH, 1000, 1000);
    for (int sequence = 0; sequence < 300; sequence++) {
      index.put(client("c"), id("o" + sequence), sequence, DAY + sequence / 100);
    }
    int segments = index.segments().size();
    assertThat(index.evictBefore(DAY)).isZero();
    assertThat(index.segments()).hasSize(segments);
    assertThat(index.evictBefore(DAY + 1)).isEqualTo(100);
    assertThat(index.find(client("c"), id("o99"))).isEqualTo(-1);
    assertThat(index.find(client("c"), id("o100"))).isEqualTo(100);
    assertThat(index.evictBefore(DAY + 9)).isEqualTo(200);
    assertThat(index.size()).isZero();
    assertThat(index.remembersFrom()).isEqualTo(300);
  }

  @Test
  void anEvictionThatForgetsNothingSealsNothing() {
    var index = new OrderIndex(HASH, 100_000, 100_000);
    for (int sequence = 0; sequence < 300; sequence++) {
      index.put(client("c"), id("o" + sequence), sequence, DAY);
      assertThat(index.evictBefore(DAY)).isZero();
    }
    assertThat(index.segments()).hasSize(1);
  }

  @Test
  void anIdPutAfterItsDaysFirstOnesWereTakenBackKeepsItsDay() {
    var index = new OrderIndex(HASH, 1000, 1000);
    index.put(client("c"), id("a"), 1, DAY);
    index.put(client("c"), id("b"), 2, DAY);
    index.put(client("c"), id("c"), 3, DAY + 1);
    index.remove(client("c"), id("c"), 3);
    index.remove(client("c"), id("b"), 2);
    index.put(client("c"), id("d"), 4, DAY + 1);
    assertThat(index.evictBefore(DAY + 1)).isEqualTo(1);
    assertThat(index.find(client("c"), id("d"))).isEqualTo(4);
  }

  @Test
  void anAccountHasItsShareUntilItsIdsAreForgotten() {
    var index = new OrderIndex(HASH, 1000, 100);
    for (int sequence = 0; sequence < 100; sequence++) {
      assertThat(index.sharedOut(client("greedy"))).isFalse();
      index.put(client("greedy"), id("o" + sequence), sequence, DAY);
    }
    assertThat(index.sharedOut(client("greedy"))).isTrue();
    assertThat(index.sharedOut(client("modest"))).isFalse();
    index.remove(client("greedy"), id("o99"), 99);
    assertThat(index.sharedOut(client("greedy"))).isFalse();
    index.put(client("greedy"), id("o99"), 99, DAY + 1);
    assertThat(index.sharedOut(client("greedy"))).isTrue();
    index.evictBefore(DAY + 1);
    assertThat(index.sharedOut(client("greedy"))).isFalse();
  }

  @Test
  void onlyTheNewestIdMayBeTakenBackAndNumbersAscend() {
    var index = new OrderIndex(HASH, 100, 100);
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
    var index = new OrderIndex(HASH, 100, 100);
    for (int sequence = 0; sequence < 5; sequence++) {
      index.put(client("c"), id("o" + sequence), sequence, DAY);
    }
    byte[] bytes = index.bytes(index.segments().getFirst());
    assertThat(index.segment(bytes).size()).isEqualTo(5);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> index.segment(flipped)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> index.segment(new byte[3])).hasMessageContaining("cut");
    var other = new OrderIndex(KeyedHash.ofSeed(43), 100, 100);
    assertThatThrownBy(() -> other.segment(bytes)).hasMessageContaining("hash key");
  }

  @Test
  void aRememberedIdTakesAtMostTwentyFourBytes() {
    int idsMax = 10_000_000 / 64;
    var index = new OrderIndex(HASH, idsMax, idsMax);
    for (int sequence = 0; sequence < idsMax; sequence++) {
      index.put(client("client-" + sequence % 15_625), id("order-" + sequence), sequence, DAY);
    }
    assertThat(index.size()).isEqualTo(idsMax);
    assertThat(index.bytes() / (double) idsMax).isBetween(14.0, 24.0);
  }

  private static ClientId client(String value) {
    return new ClientId(value);
  }

  private static ClientOrderId id(String value) {
    return new ClientOrderId(value);
  }

  /// The index beside a plain list that does the same.
  private static final class ModelIndex {
    private record Entry(String client, String id, long sequence, int day) {}

    private final int idsMax;
    private final KeyedHash hash;
    private OrderIndex index;
    private final ArrayDeque<Entry> expected = new ArrayDeque<>();
    private long sequence;
    private int day = DAY;

    ModelIndex(int idsMax, long seed) {
      this.idsMax = idsMax;
      this.hash = KeyedHash.ofSeed(seed);
      this.index = new OrderIndex(hash, idsMax, idsMax);
    }

    void randomStep(Random random) {
      int dice = random.nextInt(1000);
      if (dice < 700) {
        put(new Entry("c" + random.nextInt(20), "o" + random.nextInt(2000), sequence, day));
        sequence += 1 + random.nextInt(3);
      } else if (dice < 990) {
        undo(random.nextInt(4));
      } else if (dice == 990) {
        undo(expected.size() / 2);
      } else if (dice < 995) {
        restart();
      } else if (dice == 995) {
        day++;
        int due = (int) expected.stream().filter(entry -> entry.day < day - 3).count();
        assertThat(index.evictBefore(day - 3)).isEqualTo(due);
        forget(due);
      }
    }

    private void put(Entry entry) {
      forget(index.put(client(entry.client), id(entry.id), entry.sequence, entry.day));
      expected.addLast(entry);
    }

    private void undo(int count) {
      for (int i = 0; i < count && !expected.isEmpty(); i++) {
        Entry last = expected.removeLast();
        index.remove(client(last.client), id(last.id), last.sequence);
        sequence = last.sequence;
      }
    }

    private void restart() {
      var stored = index.segments().stream().map(index::bytes).toList();
      index = new OrderIndex(hash, idsMax, idsMax);
      index.restore(stored.stream().map(index::segment).toList(), sequence);
    }

    private void forget(int count) {
      for (int i = 0; i < count; i++) {
        expected.removeFirst();
      }
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
    }
  }
}
