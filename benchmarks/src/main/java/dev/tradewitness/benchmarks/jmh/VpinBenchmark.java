package dev.tradewitness.benchmarks.jmh;

import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.reading.VpinReading;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One trade in the engine of one pair whose window and history are full.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class VpinBenchmark {

  private static final int TRADES = 4096;
  private static final double PRICE = 42_000.5;

  /// A reading is due after so many trades; 100 is the service's default.
  @Param({"1", "100"})
  public int emitInterval;

  private final double[] volumes = new double[TRADES];
  private final int[] directions = new int[TRADES];
  private VpinEngine engine = engine(1);
  private long number;

  private static VpinEngine engine(int emitInterval) {
    return new VpinEngine(
        new VpinParameters(10_000, 50, emitInterval, VolumeUnit.QUOTE, ClassifierKind.HALF, 20));
  }

  /// About five trades fill a bucket.
  @Setup
  public void fill() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < TRADES; i++) {
      volumes[i] = random.nextDouble(4_000);
      directions[i] = random.nextInt(3) - 1;
    }
    engine = engine(emitInterval);
    while (engine.closedBuckets() < 2_000) {
      acceptTrade();
    }
  }

  /// With the reading, when the trade makes one due.
  @Benchmark
  public @Nullable VpinReading acceptTrade() {
    int at = (int) (number % TRADES);
    boolean isDue = engine.accept(number++, directions[at], PRICE, volumes[at]);
    if (at == 0) {
      engine.chunksSaved(); // as the service does with each poll
    }
    return isDue ? engine.reading() : null;
  }
}
