package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgottenIdsTest {

  private static final int DAY = 20_000;
  private static final long SEAL = 7;
  private static final int PORTION = 1000;

  private final Random random = new Random(1);

  @ParameterizedTest
  @CsvSource({"100000,16", "1000000,16", "5000000,16", "5000000,40"})
  void atMostOneNewIdInAHundredPassesWhileThereIsRoom(int keys, int bitsPerKey) {
    long bytes = (long) keys * bitsPerKey / Byte.SIZE * 2;
    var forgotten = new ForgottenIds(bytes, bytes);
    fill(forgotten, keys, DAY);
    assertThat(forgotten.takeCoarsened()).isZero();
    assertThat(shareOfNew(forgotten)).isLessThan(0.01);
    assertThat(forgotten.all()).hasSizeLessThan(16);
  }

  @ParameterizedTest
  @CsvSource({"16,0.001", "8,0.03", "4,0.27", "2,0.9"})
  void aFilterPassesTheShareThatItsFormulaSays(int bitsPerKey, double most) {
    int keys = 1 << 18;
    var filter = ForgottenFilter.empty(0, keys);
    for (int i = 0; i < keys; i++) {
      filter.add(random.nextLong(), i, DAY);
    }
    for (int bits = ForgottenFilter.BITS_PER_KEY; bits > bitsPerKey; bits /= 2) {
      filter = filter.folded();
    }
    int passed = 0;
    for (int i = 0; i < 200_000; i++) {
      passed += filter.mayHold(random.nextLong()) ? 1 : 0;
    }
    double formula = Math.pow(1 - Math.exp(-7.0 / bitsPerKey), 7);
    assertThat(passed / 200_000.0).isBetween(formula * 0.7, Math.min(1, formula * 1.3));
    assertThat(formula).isLessThan(most);
  }

  @Test
  void filtersWithoutRoomGetCoarserLittleByLittleAndAreCounted() {
    int keysMax = 400_000;
    long bytes = 2L * keysMax;
    var forgotten = new ForgottenIds(bytes, bytes);
    fill(forgotten, keysMax / 2, DAY);
    double before = shareOfNew(forgotten);
    assertThat(forgotten.takeCoarsened()).isZero();
    fill(forgotten, keysMax, DAY);
    assertThat(forgotten.bytesHeld()).isLessThanOrEqualTo(bytes);
    assertThat(forgotten.takeCoarsened()).isPositive();
    assertThat(shareOfNew(forgotten)).isBetween(before, 0.35);
    fill(forgotten, 20 * keysMax, DAY);
    assertThat(forgotten.bytesHeld()).isLessThanOrEqualTo(bytes);
    assertThat(forgotten.all()).hasSizeLessThanOrEqualTo(ForgottenIds.FILTERS_MAX);
  }

  /// One of 64 lanes, over three days: no filter takes the room of those before it.
  @Test
  void aLaneAtItsPartOfTheBoundIsCoarsenedLittleByLittle() {
    long part = 1 << 20;
    int keysMax = Math.toIntExact(part / 2); // 16 bits each
    var forgotten = new ForgottenIds(64 * part, part);
    fill(forgotten, keysMax * 4 / 10, DAY);
    fill(forgotten, keysMax * 4 / 10, DAY + 1);
    assertThat(shareOfNew(forgotten)).as("at 0.8 of the bound").isLessThan(0.03);
    fill(forgotten, keysMax * 3 / 10, DAY + 2);
    assertThat(shareOfNew(forgotten)).as("at 1.1").isLessThan(0.15);
    fill(forgotten, keysMax * 4 / 10, DAY + 2);
    assertThat(shareOfNew(forgotten)).as("at 1.5").isLessThan(0.5);
    assertThat(forgotten.bytesHeld()).isLessThanOrEqualTo(part + part / 4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noForgottenKeyOfTheWindowIsTakenForANewOne(long seed) {
    var steps = new Random(seed);
    record Known(long key, long sequence, int day) {}
    long bytes = List.of(1L, 4_000L, 60_000L, 500_000L, 20_000L, 8_000L).get((int) seed - 1);
    var model = new ArrayList<Known>();
    var forgotten = new ForgottenIds(bytes, bytes);
    long sequence = 0;
    int day = DAY;
    for (int step = 0; step < 400; step++) {
      int dice = steps.nextInt(100);
      if (dice < 80) {
        long[] keys = steps.longs(steps.nextInt(600)).toArray();
        int keysDay = day - steps.nextInt(2);
        for (long key : keys) {
          model.add(new Known(key, sequence++, keysDay));
        }
        forgotten.add(keys, sequence, keysDay);
      } else if (dice < 85) {
        int first = ++day - 3;
        forgotten.evict(first);
        model.removeIf(known -> known.day < first);
      } else if (dice < 90) {
        forgotten = restored(forgotten, bytes);
      } else if (dice < 95) {
        sequence -= Math.min(sequence, steps.nextInt(300));
        long from = sequence;
        forgotten.remove(from);
        model.removeIf(known -> known.sequence >= from);
      } else {
        forgotten.limit(bytes / (1 + steps.nextInt(3)));
      }
      if (step % 20 == 0 || step == 399) {
        ForgottenIds now = forgotten;
        assertThat(model.stream().filter(known -> now.upTo(known.key) < known.sequence))
            .as("seed %d, step %d", seed, step)
            .isEmpty();
      }
    }
    forgotten.evict(day + 1);
    assertThat(forgotten.all()).isEmpty();
    assertThat(forgotten.upTo(1)).isNegative();
  }

  @Test
  void aFilterLeavesWithTheDayOfItsNewestKey() {
    var forgotten = new ForgottenIds(1_000_000, 1_000_000);
    forgotten.add(new long[] {1}, 10, DAY);
    forgotten.add(new long[] {2}, 20, DAY + 1);
    forgotten.add(new long[] {3}, 30, DAY);
    forgotten.evict(DAY + 1);
    assertThat(forgotten.upTo(1)).isNegative();
    assertThat(forgotten.upTo(2)).isEqualTo(30);
    forgotten.evict(DAY + 2);
    assertThat(forgotten.upTo(2)).isNegative();
    assertThat(forgotten.bytesHeld()).isZero();
  }

  @Test
  void aStoredFilterIsRefusedWhenAnyBitIsFlippedOrTheKeyIsAnother() {
    var filter = ForgottenFilter.empty(3, 64);
    filter.add(42, 9, DAY);
    byte[] bytes = FilterBytes.of(filter, SEAL);
    ForgottenFilter read = FilterBytes.filter(bytes, SEAL);
    assertThat(read.mayHold(42)).isTrue();
    assertThat(read.last()).isEqualTo(9);
    assertThat(read.day()).isEqualTo(DAY);
    assertThat(read.number()).isEqualTo(3);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> FilterBytes.filter(flipped, SEAL))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> FilterBytes.filter(bytes, SEAL + 1)).hasMessageContaining("hash key");
  }

  private static ForgottenIds restored(ForgottenIds before, long bytes) {
    var after = new ForgottenIds(bytes, bytes);
    for (ForgottenFilter filter : before.all()) {
      after.restore(FilterBytes.filter(FilterBytes.of(filter, SEAL), SEAL));
    }
    return after;
  }

  private void fill(ForgottenIds forgotten, int keys, int day) {
    for (int i = 0; i < keys; i += PORTION) {
      forgotten.add(random.longs(PORTION).toArray(), i, day);
    }
  }

  private double shareOfNew(ForgottenIds forgotten) {
    int passed = 0;
    for (int i = 0; i < 100_000; i++) {
      passed += forgotten.upTo(random.nextLong()) < 0 ? 0 : 1;
    }
    return passed / 100_000.0;
  }
}
