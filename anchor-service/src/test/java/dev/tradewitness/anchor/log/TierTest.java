package dev.tradewitness.anchor.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierTest {

  @ParameterizedTest
  @CsvSource({
    "SILVER, GOLD, GOLD",
    "GOLD, SILVER, GOLD",
    "PLATINUM, GOLD, PLATINUM",
    "GOLD, GOLD, GOLD",
    "SILVER, bronze, SILVER",
    "bronze, SILVER, SILVER"
  })
  void theStricterOfTwoNamesWins(String one, String other, String stricter) {
    assertThat(Tier.stricterName(one, other)).isEqualTo(stricter);
  }
}
