package dev.tradewitness.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc3339Test {

  @ParameterizedTest
  @CsvSource({
    "0001-01-01T00:00:00Z, true",
    "9999-12-31T23:59:59.999999999Z, true",
    "0000-12-31T23:59:59.999999999Z, false",
    "+10000-01-01T00:00:00Z, false",
    "-1000000000-01-01T00:00:00Z, false",
    "+1000000000-12-31T23:59:59.999999999Z, false"
  })
  void theYears1To9999AreCovered(Instant instant, boolean covered) {
    assertThat(Rfc3339.covers(instant)).isEqualTo(covered);
  }
}
