package dev.tradewitness.benchmarks.impact;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// @param rate orders a second, due at equal distances
/// @param blocks of each condition that count; one more before them does not
/// @param blockTime that counts of each block, after [#leadIn]
/// @param leadIn load of the same condition before a block counts: connections are made, and the
///   work that the block before left behind ends
/// @param warmUp of each condition before the first block, at three times the rate
/// @param seed of the order of the blocks and of the bootstrap
/// @param nginx its program; where it is empty, the usual places are looked at
/// @param home folder of the build, which has the nginx block
public record ImpactSettings(
    double rate,
    int blocks,
    Duration blockTime,
    Duration leadIn,
    int connections,
    Duration warmUp,
    Step step,
    Points points,
    long seed,
    Optional<Path> nginx,
    Path home,
    Path results) {
  public static final int RATE_MAX = 5_000;

  /// With fewer pairs no interval around a median reaches 95 %.
  public static final int BLOCKS_MIN = 6;

  public static final int BLOCKS_MAX = 1_000;
  public static final Duration LEAD_IN = Duration.ofSeconds(1);
  static final double WARM_UP_FACTOR = 3;
  private static final Duration TIME_MAX = Duration.ofHours(6);

  public ImpactSettings {
    if (!(rate > 0 && rate <= RATE_MAX)) {
      throw new IllegalArgumentException("a rate is up to %d/s, not %s".formatted(RATE_MAX, rate));
    }
    if (blocks < BLOCKS_MIN || blocks > BLOCKS_MAX) {
      throw new IllegalArgumentException(
          "blocks are %d to %d, not %d".formatted(BLOCKS_MIN, BLOCKS_MAX, blocks));
    }
    if (rate * blockTime.toNanos() / 1e9 < 1) {
      throw new IllegalArgumentException(
          "a block of %s has no order at %s/s".formatted(blockTime, rate));
    }
    var time = time(points, blocks, blockTime.plus(leadIn), warmUp);
    if (time.compareTo(TIME_MAX) > 0) {
      throw new IllegalArgumentException(
          "a run of %d h is longer than %d h".formatted(time.toHours(), TIME_MAX.toHours()));
    }
  }

  /// How long the load takes, all conditions together.
  Duration time() {
    return time(points, blocks, blockTime.plus(leadIn), warmUp);
  }

  private static Duration time(Points points, int blocks, Duration block, Duration warmUp) {
    return block.multipliedBy(blocks + 1L).plus(warmUp).multipliedBy(points.conditions().size());
  }
}
