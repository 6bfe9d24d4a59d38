package dev.tradewitness.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
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
  @CsvSource({
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "2016-12-31T23:59:60.5Z, 2017-01-01T00:00:00.5Z",
    "1990-12-31T15:59:60-08:00, 1991-01-01T00:00:00Z",
    "2015-07-01T01:59:60+02:00, 2015-07-01T00:00:00Z",
    "2016-12-31T23:59:59Z, 2016-12-31T23:59:59Z",
    "2026-01-31T12:00:00+01:00, 2026-01-31T11:00:00Z"
  })
  void aLeapSecondIsTheSecondThatFollowsIt(String text, Instant instant) {
    assertThat(Rfc3339.parse(text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2016-12-31T23:59:61Z",
        "2016-12-30T23:59:60Z",
        "2016-12-31T23:58:60Z",
        "2016-12-31T22:59:60Z",
        "2016-12-31T23:59:60+01:00",
        "2016-12-31T23:59:60",
        "2016-13-31T23:59:60Z",
        "2016-12-31T23:59:600Z",
        "2016-12-31",
        ""
      })
  void noOtherSecond60IsATime(String text) {
    assertThatThrownBy(() -> Rfc3339.parse(text)).isInstanceOf(DateTimeException.class);
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
