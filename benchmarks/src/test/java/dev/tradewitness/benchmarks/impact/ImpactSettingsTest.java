package dev.tradewitness.benchmarks.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImpactSettingsTest {

  @Test
  void theRunTakesTheBlocksTheirLeadInsAndTheWarmUpOfEachCondition() {
    assertThat(settings(200, 20, Duration.ofSeconds(3)).time())
        .isEqualTo(Duration.ofSeconds(6 * (21 * (3 + 1) + 5)));
  }

  @Test
  void fewerBlocksThanAnIntervalNeedsAreRefused() {
    assertThat(settings(200, 6, Duration.ofSeconds(3)).blocks()).isEqualTo(6);
    assertThatThrownBy(() -> settings(200, 5, Duration.ofSeconds(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 to 1000, not 5");
  }

  @Test
  void aBlockWithoutAnOrderIsRefused() {
    assertThatThrownBy(() -> settings(1, 6, Duration.ofMillis(900)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no order");
  }

  @Test
  void aRunOfDaysIsRefused() {
    assertThatThrownBy(() -> settings(200, 1_000, Duration.ofMinutes(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer than 6 h");
  }

  @Test
  void aRateThatIsNoneOrTooHighIsRefused() {
    for (double rate : new double[] {0, -1, Double.NaN, 5_001}) {
      assertThatThrownBy(() -> settings(rate, 6, Duration.ofSeconds(3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("up to 5000/s");
    }
  }

  private static ImpactSettings settings(double rate, int blocks, Duration block) {
    return new ImpactSettings(
        rate,
        blocks,
        block,
        ImpactSettings.LEAD_IN,
        16,
        Duration.ofSeconds(5),
        Step.FILE,
        Points.BOTH,
        1,
        Optional.empty(),
        Path.of("."),
        Path.of("."));
  }
}
