package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.order.ClientId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ReleaseAlarmTest {

  private static final String ONE = "order released by its age";
  private static final String MORE = "more orders released by their age";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long nanos = -5;
  private final ReleaseAlarm alarm = new ReleaseAlarm(registry, () -> nanos);

  @Test
  void aReleasedOrderIsNamedWithItsAccountAndAmount(CapturedOutput output) {
    alarm.released(order(1));
    assertThat(output).doesNotContain(ONE);
    alarm.log();
    assertThat(output)
        .contains("WARN", ONE, "acme", "o-1", "DAY", "qty=\"10\"", "amount=\"1852.5\"");
    assertThat(output).doesNotContain(MORE);
  }

  @Test
  void manyReleasesAreLoggedAtABoundedRateAndAllAreCounted(CapturedOutput output) {
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 100; i++) {
        alarm.released(order(i));
      }
      alarm.log();
      nanos += Duration.ofMillis(20).toNanos();
    }
    assertThat(output.toString().split(ONE, -1)).hasSize(ReleaseAlarm.LINES + 1);
    nanos += ReleaseAlarm.INTERVAL.toNanos();
    alarm.log();
    assertThat(output.toString().split(ONE, -1)).hasSize(2 * ReleaseAlarm.LINES + 1);
    assertThat(output).contains("orders=\"80\"", "orders=\"4880\"");
    assertThat(
            registry
                .get("authorize.reservations.released")
                .tag("time_in_force", "DAY")
                .counter()
                .count())
        .isEqualTo(5000);
    nanos += ReleaseAlarm.INTERVAL.toNanos();
    alarm.log();
    assertThat(output.toString().split(MORE, -1)).hasSize(3);
  }

  private static OrderState order(int number) {
    return OrderState.decided(
        number,
        LaneWorld.decided(0, number, number, new ClientId("acme"), "o-" + number, true).decision());
  }
}
