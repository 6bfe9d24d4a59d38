package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration MAX = Duration.ofSeconds(2);

  @Test
  void eachWaitIsBetweenHalfAndAllOfABoundThatDoubles() {
    var backoff = new Backoff(FIRST, MAX, new SplittableRandom(1));
    long[] bounds = {100, 200, 400, 800, 1600, 2000, 2000};
    for (long millis : bounds) {
      long nanos = Duration.ofMillis(millis).toNanos();
      assertThat(backoff.afterFailure(Duration.ZERO)).isBetween(nanos / 2, nanos);
      assertThat(backoff.isFailing()).isTrue();
    }
    backoff.afterSuccess();
    assertThat(backoff.isFailing()).isFalse();
    assertThat(backoff.afterFailure(Duration.ZERO)).isBetween(50_000_000L, 100_000_000L);
  }

  @Test
  void clientsDoNotComeBackAtTheSameMoment() {
    var waits = new HashSet<Long>();
    for (int seed = 0; seed < 100; seed++) {
      waits.add(new Backoff(FIRST, MAX, new SplittableRandom(seed)).afterFailure(Duration.ZERO));
    }
    assertThat(waits).hasSizeGreaterThan(90);
  }

  @Test
  void whatTheServiceAsksForCountsUpToTheLongestWait() {
    var backoff = new Backoff(FIRST, MAX, new SplittableRandom(1));
    assertThat(backoff.afterFailure(Duration.ofSeconds(1))).isEqualTo(1_000_000_000L);
    assertThat(backoff.afterFailure(Duration.ofHours(1))).isEqualTo(MAX.toNanos());
  }

  @Test
  void manyFailuresStayAtTheLongestWait() {
    var backoff = new Backoff(FIRST, Duration.ofMinutes(10), new SplittableRandom(1));
    for (int i = 0; i < 1000; i++) {
      assertThat(backoff.afterFailure(Duration.ZERO))
          .isBetween(1L, Duration.ofMinutes(10).toNanos());
    }
  }
}
