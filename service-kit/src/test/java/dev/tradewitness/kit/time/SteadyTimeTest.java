package dev.tradewitness.kit.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private Instant clock = START;
  private long nanos = Long.MAX_VALUE - 5;
  private final SteadyTime time = new SteadyTime(() -> clock, () -> nanos);

  @Test
  void aClockThatIsSetDoesNotMoveIt() {
    clock = START.plus(Duration.ofHours(25));
    assertThat(time.instant()).isEqualTo(START);
    clock = START.minus(Duration.ofHours(25));
    assertThat(time.millis()).isEqualTo(START.toEpochMilli());
  }

  @Test
  void itGoesOnWithTheMonotonicClockAlsoWhereThatWrapsAround() {
    nanos += Duration.ofSeconds(3).toNanos();
    assertThat(time.instant()).isEqualTo(START.plusSeconds(3));
  }
}
