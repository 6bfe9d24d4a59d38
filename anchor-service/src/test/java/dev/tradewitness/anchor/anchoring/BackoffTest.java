package dev.tradewitness.anchor.anchoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.anchor.log.Tier;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void pausesDoubleFromTheFirstUpToTheCapAndStayThere() {
    var backoff = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(2));
    assertThat(IntStream.rangeClosed(1, 7).mapToObj(n -> backoff.after(n, 0).toSeconds()))
        .containsExactly(10L, 20L, 40L, 80L, 120L, 120L, 120L);
  }

  @Test
  void noNumberOfAttemptsOverflows() {
    var backoff = new Backoff(Duration.ofMinutes(10), Duration.ofHours(2));
    Duration before = Duration.ZERO;
    for (int attempts = 1; attempts < 200; attempts++) {
      Duration wait = backoff.after(attempts, 0);
      assertThat(wait).isBetween(before, backoff.cap()).isPositive();
      before = wait;
    }
    assertThat(backoff.after(Integer.MAX_VALUE, 0)).isEqualTo(backoff.cap());
  }

  @Test
  void aFirstPauseBeyondTheCapIsTheCap() {
    var backoff = new Backoff(Duration.ofSeconds(30), Duration.ofSeconds(5));
    assertThat(backoff.after(1, 0)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void jobsThatFailedTogetherAreNotTriedTogetherAgain() {
    var backoff = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(2));
    assertThat(backoff.after(1, 0.5)).isEqualTo(Duration.ofSeconds(9));
    assertThat(backoff.after(1, 1)).isEqualTo(Duration.ofSeconds(8));
    assertThat(backoff.after(50, 1)).isEqualTo(Duration.ofSeconds(96));
  }

  @Test
  void eachTierHasItsOwnPauses() {
    var settings =
        new AnchoringProperties(
            Duration.ofMillis(250),
            16,
            Duration.ofSeconds(30),
            new AnchoringProperties.Silver(Duration.ofSeconds(1), Duration.ofSeconds(2)),
            new AnchoringProperties.Gold(Duration.ofSeconds(3), Duration.ofSeconds(4)),
            new AnchoringProperties.Platinum(Duration.ofSeconds(5), Duration.ofSeconds(6)));
    assertThat(settings.backoff(Tier.SILVER))
        .isEqualTo(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2)));
    assertThat(settings.backoff(Tier.GOLD))
        .isEqualTo(new Backoff(Duration.ofSeconds(3), Duration.ofSeconds(4)));
    assertThat(settings.backoff(Tier.PLATINUM))
        .isEqualTo(new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(6)));
  }
}
