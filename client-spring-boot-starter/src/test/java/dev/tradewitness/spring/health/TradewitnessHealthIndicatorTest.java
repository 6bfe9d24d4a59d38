package dev.tradewitness.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.spring.client.ClientProperties.Overflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.health.contributor.Status;

class TradewitnessHealthIndicatorTest {

  @ParameterizedTest
  @EnumSource
  void noStateOfTheWitnessTakesTheApplicationOutOfService(ClientState state) {
    assertThat(TradewitnessHealthIndicator.status(state, Overflow.UNKNOWN))
        .isEqualTo(state == ClientState.CONNECTED ? Status.UP : Status.UNKNOWN);
  }

  @Test
  void whereAskedAnApplicationThatLosesEventsIsDown() {
    assertThat(TradewitnessHealthIndicator.status(ClientState.OVERFLOW, Overflow.DOWN))
        .isEqualTo(Status.DOWN);
    assertThat(TradewitnessHealthIndicator.status(ClientState.DISCONNECTED, Overflow.DOWN))
        .isEqualTo(Status.UNKNOWN);
  }
}
