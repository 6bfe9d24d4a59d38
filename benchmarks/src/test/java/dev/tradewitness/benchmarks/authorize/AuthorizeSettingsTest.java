package dev.tradewitness.benchmarks.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AuthorizeSettingsTest {

  @Test
  void aPhaseEndsBeforeItsOpenOrdersReachALimitOfAFirstStart() {
    assertThat(settings(100, OptionalLong.empty()).phaseOrdersMax()).isEqualTo(460_000);
    assertThat(settings(1_000, OptionalLong.empty()).phaseOrdersMax()).isEqualTo(900_000);
  }

  @Test
  void aPhaseMayBeAskedForMoreOrders() {
    assertThat(settings(100, OptionalLong.of(1_600_000)).phaseOrdersMax()).isEqualTo(1_600_000);
    assertThat(settings(100, OptionalLong.of(10)).phaseOrdersMax()).isEqualTo(10);
  }

  @Test
  void echoAndPeerWarmUpForAsLongAsTheServiceAndFor15SecondsAtLeast() {
    assertThat(RawLimits.warmUp(warmUp(0))).isEqualTo(Duration.ofSeconds(15));
    assertThat(RawLimits.warmUp(warmUp(90))).isEqualTo(Duration.ofSeconds(90));
  }

  private static AuthorizeSettings settings(int accounts, OptionalLong ordersMax) {
    return settings(accounts, ordersMax, 30);
  }

  private static AuthorizeSettings warmUp(int seconds) {
    return settings(128, OptionalLong.empty(), seconds);
  }

  private static AuthorizeSettings settings(
      int accounts, OptionalLong ordersMax, int warmUpSeconds) {
    return new AuthorizeSettings(
        64,
        Duration.ofSeconds(60),
        OptionalDouble.empty(),
        Duration.ofSeconds(30),
        accounts,
        ordersMax,
        Duration.ofSeconds(warmUpSeconds),
        true,
        Path.of("results"));
  }
}
