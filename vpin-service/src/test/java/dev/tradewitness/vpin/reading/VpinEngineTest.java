package dev.tradewitness.vpin.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tradewitness.vpin.classify.ClassifierKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VpinEngineTest {

  private static VpinParameters parameters(double bucketSize, int numBuckets, int emitInterval) {
    return new VpinParameters(
        bucketSize, numBuckets, emitInterval, VolumeUnit.QUOTE, ClassifierKind.HALF, 20);
  }

  @Test
  void fourBuysOfHalfABucketFillTwoOneSidedBuckets() {
    // The published example of the wickra-core crate: buckets of 10, window of 2.
    var engine = new VpinEngine(parameters(10, 2, 4));
    List<VpinReading> readings = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      if (engine.accept(i, 1, 100, 5)) {
        readings.add(engine.reading());
      }
    }
    assertThat(readings)
        .containsExactly(new VpinReading(3, 0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.5, 2, 20.0));
  }

  @Test
  void theSourceDocumentsExampleHasFiftyBucketsAndHalfAMillion() {
    var engine = new VpinEngine(parameters(10_000, 50, 100));
    List<VpinReading> readings = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      if (engine.accept(i, i % 3 - 1, 42_000.5, 21_000.25)) {
        readings.add(engine.reading());
      }
    }
    assertThat(readings.getLast().bucketCount()).isEqualTo(50);
    assertThat(readings.getLast().totalVolume()).isEqualTo(500_000.0);
  }

  @Test
  void aFullEngineTakesAboutAsMuchAsIsSaid() {
    VpinParameters parameters = parameters(10, 50, 100);
    var engines = new ArrayList<VpinEngine>();
    for (int pair = 0; pair < 4000; pair++) {
      var engine = new VpinEngine(parameters);
      for (int i = 0; i < 2200; i++) {
        engine.accept(i, i % 3 - 1, 1, 5 + i % 2);
      }
      engine.chunksSaved();
      assertThat(engine.closedBuckets()).isGreaterThan(1100);
      engines.add(engine);
    }
    long with = settledHeap();
    int count = engines.size();
    engines.clear();
    long each = (with - settledHeap()) / count;
    long said = VpinEngine.bytesMax(parameters);
    assertThat(each).isBetween(said * 3 / 4, said);
  }

  /// Bytes in use once collections find nothing more to free: what earlier tests left behind goes
  /// in several of them.
  private static long settledHeap() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      System.gc();
      long now = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
      if (used - now < 50_000 && i > 2) {
        return now;
      }
      used = now;
    }
    return used;
  }

  @Test
  void nothingIsSaidBeforeHalfTheWindowIsClosed() {
    var engine = new VpinEngine(parameters(10, 5, 1));
    assertThat(engine.accept(1, 1, 1, 19.9)).as("one bucket closed, two needed").isFalse();
    assertThat(engine.accept(2, 1, 1, 0.1)).as("two closed").isTrue();
    assertThat(engine.reading().bucketCount()).isEqualTo(2);
  }

  @Test
  void aWindowOfOneBucketWaitsForItToClose() {
    var engine = new VpinEngine(parameters(10, 1, 1));
    assertThat(engine.accept(1, 1, 1, 9)).isFalse();
    assertThat(engine.accept(2, -1, 1, 1)).isTrue();
    assertThat(engine.reading().vpin()).isCloseTo(0.8, within(1e-14));
  }

  @Test
  void tradesDuringWarmUpCountTowardsTheEmitInterval() {
    var engine = new VpinEngine(parameters(10, 2, 3));
    assertThat(engine.accept(1, 1, 1, 1)).isFalse();
    assertThat(engine.accept(2, 1, 1, 1)).isFalse();
    assertThat(engine.accept(3, 1, 1, 1)).as("third, but nothing closed").isFalse();
    assertThat(engine.accept(4, 1, 1, 10)).as("closed, but the fourth").isFalse();
    assertThat(engine.accept(5, 1, 1, 1)).isFalse();
    assertThat(engine.accept(6, 1, 1, 1)).as("sixth").isTrue();
  }

  @Test
  void anUnbalancedWindowIsForgottenExactly() {
    var engine = new VpinEngine(parameters(1, 7, 1));
    var random = new SplittableRandom(1);
    for (int i = 0; i < 1_000_000; i++) {
      engine.accept(i, random.nextInt(3) - 1, 1, random.nextDouble() * 2);
    }
    for (int i = 0; i < 8; i++) {
      engine.accept(i, 0, 1, 1);
    }
    assertThat(engine.reading().vpin()).as("seven balanced buckets").isEqualTo(0.0);
    for (int i = 0; i < 8; i++) {
      engine.accept(i, -1, 1, 1);
    }
    assertThat(engine.reading().vpin()).as("seven one-sided buckets").isEqualTo(1.0);
  }

  @Test
  void oneTradeOfManyBucketsEqualsAsManyTradesOfOne() {
    var giant = new VpinEngine(parameters(1, 50, 1));
    var small = new VpinEngine(parameters(1, 50, 1));
    for (var engine : List.of(giant, small)) {
      for (int i = 0; i < 60; i++) {
        engine.accept(i, i % 2, 1, 1);
      }
    }
    giant.accept(1, -1, 1, 5_000);
    for (int i = 0; i < 5_000; i++) {
      small.accept(1, -1, 1, 1);
    }
    assertThat(giant.reading()).isEqualTo(small.reading());
    assertThat(giant.closedBuckets()).isEqualTo(small.closedBuckets()).isEqualTo(5_060);
  }

  @Test
  void aTradeOfATrillionBucketsIsTakenAndOneBeyondCountingIsNot() {
    var engine = new VpinEngine(parameters(1, 50, 1));
    assertThat(engine.holds(1e12)).isTrue();
    assertThat(engine.accept(1, 1, 1, 1e12)).isTrue();
    assertThat(engine.closedBuckets()).isEqualTo(1_000_000_000_000L);
    assertThat(engine.reading().vpin()).isEqualTo(1.0);
    assertThat(engine.holds(1e300)).isFalse();
  }

  @Test
  void percentileIsTheMidRankInTheBoundedHistory() {
    var parameters =
        new VpinParameters(10, 1, 1, VolumeUnit.QUOTE, ClassifierKind.HALF, 4); // history of 4
    var engine = new VpinEngine(parameters);
    double[] bought = {10, 9, 8, 7, 6, 6}; // VPIN 1, .8, .6, .4, .2, .2
    double[] percentiles = {0.5, 0.25, 1 / 6.0, 0.125, 0.125, 0.25};
    for (int i = 0; i < bought.length; i++) {
      engine.accept(i, 1, 1, bought[i]);
      if (bought[i] < 10) {
        engine.accept(i, -1, 1, 10 - bought[i]);
      }
      assertThat(engine.reading().percentile()).isCloseTo(percentiles[i], within(1e-15));
    }
  }

  @Test
  void changedParametersStartBucketsAnewInTheNextEpoch() {
    var engine = new VpinEngine(parameters(10, 2, 1));
    engine.accept(1, 1, 1, 25);
    engine.reading();
    var changed = engine.under(parameters(20, 2, 1));
    assertThat(changed.epoch()).isEqualTo(1);
    assertThat(changed.closedBuckets()).isZero();
    assertThat(changed.openVolume()).isZero();
    assertThat(changed.trades()).isEqualTo(1);
    changed.accept(2, -1, 1, 20);
    assertThat(changed.reading().sequence()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void savingAndRestoringAnywhereChangesNoBit(long seed) {
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    var parameters =
        new VpinParameters(
            random.nextDouble(1, 100),
            random.nextInt(1, 30),
            random.nextInt(1, 5),
            VolumeUnit.QUOTE,
            ClassifierKind.TICK,
            random.nextInt(1, 5));
    var undisturbed = new VpinEngine(parameters);
    var restored = new VpinEngine(parameters);
    var stored = new StoredEngine(parameters);
    for (int i = 0; i < 20_000; i++) {
      int direction = random.nextInt(3) - 1;
      double price = 100 + random.nextInt(10) / 10.0;
      double volume =
          random.nextInt(500) == 0
              ? 1e5 * random.nextDouble()
              : Math.exp(random.nextGaussian() * 2);
      if (undisturbed.accept(i, direction, price, volume)) {
        assertThat(restored.accept(i, direction, price, volume)).isTrue();
        assertThat(restored.reading()).isEqualTo(undisturbed.reading());
      } else {
        assertThat(restored.accept(i, direction, price, volume)).isFalse();
      }
      if (random.nextInt(50) == 0) {
        stored.save(restored);
        restored = stored.engine();
      }
    }
    assertThat(undisturbed.readings()).isPositive();
  }

  @Test
  void aSaveIsAsLargeAsWhatClosedAndNotAsTheWindow() {
    var parameters = parameters(1, 50, 100);
    var engine = new VpinEngine(parameters);
    for (int i = 0; i < 5_000; i++) {
      engine.accept(i, i % 3 - 1, 1, 0.7);
    }
    engine.changedChunks();
    engine.chunksSaved();
    engine.accept(5_000, 1, 1, 1);
    assertThat(engine.changedChunks()).hasSize(1);
    assertThat(engine.changedChunks().getFirst().runs().length)
        .isLessThanOrEqualTo(1 + 8 * BucketLog.RUNS);
    engine.accept(5_001, 1, 1, 1e9);
    assertThat(engine.changedChunks().stream().mapToInt(chunk -> chunk.runs().length).sum())
        .as("a billion buckets are two runs")
        .isLessThanOrEqualTo(2 + 8 * BucketLog.RUNS + 3 * 16);
  }

  @Test
  void howeverMuchClosesBetweenTwoSavesNoSlotIsWrittenTwice() {
    var engine = new VpinEngine(parameters(1, 5, 100));
    for (int i = 0; i < 10_000; i++) {
      engine.accept(i, i % 3 - 1, 1, 1);
    }
    assertThat(engine.changedChunks()).extracting(BucketChunk::slot).doesNotHaveDuplicates();
    var stored = new StoredEngine(engine.parameters());
    stored.save(engine);
    VpinEngine restored = stored.engine();
    for (int i = 0; i < 200; i++) {
      boolean due = engine.accept(i, i % 2, 1, 0.3);
      assertThat(restored.accept(i, i % 2, 1, 0.3)).isEqualTo(due);
      if (due) {
        assertThat(restored.reading()).isEqualTo(engine.reading());
      }
    }
  }

  @Test
  void moreBucketsThanALongCountsAreTakenToo() {
    var engine = new VpinEngine(parameters(1, 2, 1));
    for (int i = 0; i < 8_300; i++) {
      engine.accept(i, 1, 1, 0x1p50);
    }
    assertThat(engine.closedBuckets()).isEqualTo(Long.MAX_VALUE);
    var stored = new StoredEngine(engine.parameters());
    stored.save(engine);
    VpinEngine restored = stored.engine();
    assertThat(restored.accept(1, -1, 1, 1)).isTrue();
    assertThat(restored.reading().vpin()).isEqualTo(1.0);
    assertThat(restored.closedBuckets()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void stateOfTheFirstFormatIsReadAsItWasWritten() {
    // Written by the service before its state had a format number.
    String open =
        "00000000000000000000000800000000000000040000000200000000000003ef40594000000000003ff0000000000"
            + "0003fe80000000000000000000000000000401880000000000000000000000000003d44000000000000";
    String window =
        "0000000000000006000000000001000000000000000100000000000000008ccccccccccd00000006000000063fd999"
            + "99999999803fe66666666666603fe19999999999953fe80000000000003fe80000000000003feb333333333335";
    var parameters = new VpinParameters(10, 3, 2, VolumeUnit.QUOTE, ClassifierKind.TICK, 2);
    var stored = new StoredEngine(parameters);
    VpinEngine engine =
        VpinEngine.restore(
            parameters,
            new SavedEngine(
                HexFormat.of().parseHex(open), HexFormat.of().parseHex(window), List.of()));
    double[] volumes = {7, 4.5, 12.25, 3, 31, 2.5, 6.125, 0.5};
    var readings = new ArrayList<VpinReading>();
    for (int i = 0; i < 20; i++) {
      if (engine.accept(2_000 + i, i % 3 - 1, 100 + i % 2, volumes[i % 8])) {
        readings.add(engine.reading());
      }
      stored.base(HexFormat.of().parseHex(window));
      stored.save(engine);
      engine = stored.engine();
    }
    assertThat(readings.subList(8, 10))
        .containsExactly(
            new VpinReading(
                2_017,
                12,
                0.7333333333333331,
                0.8666666666666664,
                0.0981306762925316,
                0.9666666666666662,
                0.7333333333333331,
                0.25,
                3,
                30),
            new VpinReading(
                2_019,
                13,
                0.5916666666666662,
                0.7416666666666664,
                0.12601440246904183,
                0.8999999999999998,
                0.5916666666666662,
                0.08333333333333333,
                3,
                30));
  }

  @Test
  void theFormatsAreThoseThatAreStored() {
    var parameters = new VpinParameters(10, 3, 2, VolumeUnit.QUOTE, ClassifierKind.TICK, 2);
    var engine = new VpinEngine(parameters);
    engine.accept(1_000, 1, 100, 14);
    engine.accept(1_001, -1, 101, 58);
    assertThat(HexFormat.of().formatHex(engine.saveOpen()))
        .isEqualTo(
            "01000000000000000000000002000000000000000000000002"
                + "00000000000003e9"
                + "40594000000000003ff0000000000000"
                + "000000000000000000000000000000004000000000000000"
                + "00000000000000003d44000000000000");
    assertThat(HexFormat.of().formatHex(engine.changedChunks().getFirst().runs()))
        .isEqualTo(
            "01" + "0001000000000000" + "0000333333333333" + "80010000000000000000000000000005");
  }

  @Test
  void stateOfALaterFormatIsRefusedByName() {
    var parameters = parameters(10, 2, 1);
    byte[] open = new VpinEngine(parameters).saveOpen();
    open[0] = 7;
    assertThatThrownBy(() -> VpinEngine.restore(parameters, new SavedEngine(open, null, List.of())))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining("found 7");
    byte[] current = new VpinEngine(parameters).saveOpen();
    var later = new BucketChunk(0, 0, 0, new byte[] {2});
    assertThatThrownBy(
            () -> VpinEngine.restore(parameters, new SavedEngine(current, null, List.of(later))))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining("found 2");
  }

  /// What a table keeps of one engine.
  private static final class StoredEngine {
    private final VpinParameters parameters;
    private final Map<Integer, BucketChunk> slots = new HashMap<>();
    private byte[] open = new byte[0];
    private byte @Nullable [] base;

    StoredEngine(VpinParameters parameters) {
      this.parameters = parameters;
    }

    void base(byte[] base) {
      this.base = base;
    }

    void save(VpinEngine engine) {
      open = engine.saveOpen();
      engine.changedChunks().forEach(chunk -> slots.put(chunk.slot(), chunk));
      engine.chunksSaved();
    }

    VpinEngine engine() {
      var chunks = new ArrayList<>(slots.values());
      chunks.sort(Comparator.comparingLong(BucketChunk::number));
      return VpinEngine.restore(parameters, new SavedEngine(open, base, chunks));
    }
  }
}
