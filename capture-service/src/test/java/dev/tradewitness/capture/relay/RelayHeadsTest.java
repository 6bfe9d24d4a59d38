package dev.tradewitness.capture.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayHeadsTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, PT0.05S",
    "PT0.005S, PT0.05S",
    "PT0.02S, PT0.18S",
    "PT0.2S, PT1.8S",
    "PT9S, PT2S"
  })
  void thePauseGrowsWithWhatALookCosts(Duration look, Duration pause) {
    assertThat(RelayHeads.pause(look)).isEqualTo(pause);
  }
}
