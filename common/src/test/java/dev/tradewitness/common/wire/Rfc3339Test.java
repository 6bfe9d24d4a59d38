package dev.tradewitness.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void microsecondsAreWrittenAsTheFormatterWritesTheirInstant(long seed) {
    long first = Rfc3339.micros(Instant.parse("-0001-01-01T00:00:00Z"));
    long end = Rfc3339.micros(Instant.parse("+10001-01-01T00:00:00Z"));
    new Random(seed)
        .longs(20_000, first, end)
        .forEach(micros ->
            assertThat(Rfc3339.ofMicros(micros))
                .as("seed %d, %d", seed, micros)
                .isEqualTo(Rfc3339.text(Rfc3339.instantOfMicros(micros))));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00.000000Z",
    "-1, 1969-12-31T23:59:59.999999Z",
    "951782400000001, 2000-02-29T00:00:00.000001Z",
    "253402300799999999, 9999-12-31T23:59:59.999999Z"
  })
  void theEdgesAreWrittenExactly(long micros, String text) {
    assertThat(Rfc3339.ofMicros(micros)).isEqualTo(text);
  }
}
