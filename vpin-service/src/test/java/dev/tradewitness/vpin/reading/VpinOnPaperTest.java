package dev.tradewitness.vpin.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tradewitness.vpin.classify.ClassifierKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine against the definition worked out in exact decimals.
class VpinOnPaperTest {

  private static final double TOLERANCE = 1e-11;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void randomTradesGiveWhatTheyGiveOnPaper(long seed) {
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    // Coarse prices and sizes against round buckets: exact fits are common, where doubles go wrong.
    String bucketSize = new String[] {"7", "10", "0.3", "1000", "33.33"}[random.nextInt(5)];
    double scale = Double.parseDouble(bucketSize);
    var pair =
        new Comparison(
            bucketSize,
            random.nextInt(1, 12),
            random.nextInt(1, 6),
            random.nextBoolean() ? ClassifierKind.HALF : ClassifierKind.TICK);
    for (int i = 0; i < 3_000; i++) {
      int decimals = random.nextInt(0, 4);
      String price = BigDecimal.valueOf(random.nextLong(950, 1050), 1).toPlainString();
      double target = scale * Math.exp(random.nextGaussian() * 1.5 - 1);
      if (random.nextInt(500) == 0) {
        target *= 300;
      }
      long digits = Math.max(1, Math.round(target * Math.pow(10, decimals)));
      String amount = BigDecimal.valueOf(digits, decimals).toPlainString();
      boolean product = random.nextInt(4) == 0;
      String size = product ? BigDecimal.valueOf(digits, decimals + 2).toPlainString() : "1";
      pair.trade(i, random.nextInt(3) - 1, price, size, product ? null : amount);
    }
    assertThat(pair.readings).isPositive();
    pair.assertConserved();
  }

  /// As several venues send them: pairs take turns, clocks jump backwards, sizes come with more
  /// digits than the notional value, which is rounded, and every seventh side is hidden.
  @ParameterizedTest
  @EnumSource(ClassifierKind.class)
  void tradesOfManyVenuesGiveWhatTheyGiveOnPaper(ClassifierKind kind) {
    var random = new SplittableRandom(2022);
    Map<String, Comparison> pairs = new HashMap<>();
    long[] clocks = {1_618_677_785_116L, 1_618_677_784_000L, 1_618_677_799_999L};
    for (int i = 0; i < 5_000; i++) {
      int venue = random.nextInt(clocks.length);
      clocks[venue] += random.nextInt(-500, 900);
      String pair = "PAIR-" + random.nextInt(8);
      BigDecimal price = BigDecimal.valueOf(random.nextLong(1, 6_000_000), 2);
      BigDecimal size =
          BigDecimal.valueOf(Math.max(1, Math.round(Math.exp(random.nextGaussian() * 3 + 9))), 8);
      BigDecimal notional = price.multiply(size).setScale(4, RoundingMode.HALF_UP);
      pairs
          .computeIfAbsent(pair, name -> new Comparison("500", 10, 5, kind))
          .trade(
              clocks[venue],
              i % 7 == 0 ? 0 : random.nextBoolean() ? 1 : -1,
              price.toPlainString(),
              size.toPlainString(),
              notional.signum() > 0 && venue > 0 ? notional.toPlainString() : null);
    }
    assertThat(pairs.values().stream().mapToInt(pair -> pair.readings).sum()).isGreaterThan(50);
    pairs.values().forEach(Comparison::assertConserved);
  }

  @ParameterizedTest
  @EnumSource(ClassifierKind.class)
  void realTradesGiveWhatTheyGiveOnPaper(ClassifierKind kind) throws IOException {
    Path folder = Path.of(System.getProperty("tradewitness.home", "..")).resolve("../shared/data");
    Path sample = folder.resolve("trades/crypto-2022-sample.jsonl");
    if ("required".equals(System.getenv("TRADEWITNESS_DRILL_TOOLS")) && Files.exists(folder)) {
      assertThat(sample).exists();
    }
    assumeTrue(Files.exists(sample), "no " + sample + ": skipped");
    Map<String, Comparison> pairs = new HashMap<>();
    for (String line : Files.readAllLines(sample)) {
      long timestamp = Long.parseLong(text(line, "timestamp"));
      pairs
          .computeIfAbsent(text(line, "pair"), name -> new Comparison("500", 10, 5, kind))
          .trade(
              timestamp,
              // Every seventh side is hidden, so that the classifier has something to do.
              timestamp % 7 == 0 ? 0 : Integer.parseInt(text(line, "trade_direction")),
              text(line, "price"),
              text(line, "size"),
              text(line, "notional_value"));
    }
    assertThat(pairs.values().stream().mapToInt(pair -> pair.readings).sum()).isGreaterThan(50);
    pairs.values().forEach(Comparison::assertConserved);
  }

  /// The member as it stands in the line: a parser's double would lose its decimals.
  private static String text(String line, String member) {
    var matcher = Pattern.compile("\"" + member + "\": ?\"?([^,\"}]+)").matcher(line);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  /// One pair, computed twice.
  private static final class Comparison {
    private final VpinEngine engine;
    private final PaperVpin paper;
    private int readings;

    Comparison(String bucketSize, int numBuckets, int emitInterval, ClassifierKind kind) {
      var parameters =
          new VpinParameters(
              Double.parseDouble(bucketSize), numBuckets, emitInterval, VolumeUnit.QUOTE, kind, 3);
      engine = new VpinEngine(parameters);
      paper = new PaperVpin(parameters, bucketSize);
    }

    void trade(
        long timestamp, int direction, String price, String size, @Nullable String notional) {
      BigDecimal exact =
          notional == null
              ? new BigDecimal(price).multiply(new BigDecimal(size))
              : new BigDecimal(notional);
      double volume =
          notional == null
              ? Double.parseDouble(price) * Double.parseDouble(size)
              : Double.parseDouble(notional);
      VpinReading expected = paper.accept(timestamp, direction, new BigDecimal(price), exact);
      boolean due = engine.accept(timestamp, direction, Double.parseDouble(price), volume);
      assertThat(engine.closedBuckets()).isEqualTo(paper.closed());
      assertThat(due).isEqualTo(expected != null);
      if (expected != null) {
        assertSame(engine.reading(), expected);
        readings++;
      }
    }

    void assertConserved() {
      double held = paper.closedVolume().doubleValue() + engine.openVolume();
      double total = paper.total().doubleValue();
      assertThat(Math.abs(held - total) / total).isLessThan(1e-9);
    }

    private static void assertSame(VpinReading actual, VpinReading expected) {
      assertThat(actual.timestamp()).isEqualTo(expected.timestamp());
      assertThat(actual.sequence()).isEqualTo(expected.sequence());
      assertThat(actual.bucketCount()).isEqualTo(expected.bucketCount());
      assertThat(actual.totalVolume()).isCloseTo(expected.totalVolume(), within(1e-9));
      assertThat(actual.vpin()).isCloseTo(expected.vpin(), within(TOLERANCE));
      assertThat(actual.meanVpin()).isCloseTo(expected.meanVpin(), within(TOLERANCE));
      assertThat(actual.stdVpin()).isCloseTo(expected.stdVpin(), within(1e-9));
      assertThat(actual.maxVpin()).isCloseTo(expected.maxVpin(), within(TOLERANCE));
      assertThat(actual.minVpin()).isCloseTo(expected.minVpin(), within(TOLERANCE));
      assertThat(actual.percentile()).isCloseTo(expected.percentile(), within(TOLERANCE));
    }
  }
}
