package dev.tradewitness.capture.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tradewitness.capture.search.Cursor;
import dev.tradewitness.capture.search.EventQuery;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.QueryReader;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/// A value that PostgreSQL refuses has to be refused before it is asked.
class EventQueryReaderTest {

  @ParameterizedTest
  @CsvSource({
    "from, +999999999-01-01T00:00:00Z",
    "from, -999999999-01-01T00:00:00Z",
    "to, 0000-01-01T00:00:00Z",
    "to, 9999-12-31T23:59:59-00:01"
  })
  void aTimeOutsideTheYears1To9999IsWrong(String name, String value) {
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> query(name, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"symbol", "event_type", "order_id", "account_id"})
  void aZeroCharacterIsWrong(String name) {
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> query(name, "\0"));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -62_135_596_800_000_001L})
  void aCursorOfATimeThatNoEventHasIsWrong(long micros) {
    byte[] bytes = ByteBuffer.allocate(24).putLong(micros).putLong(1).putLong(2).array();
    String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> query("cursor", cursor));
  }

  @Test
  void whatAnAnswerGaveIsUnderstood() {
    var cursor = new Cursor(Instant.parse("2026-03-01T12:00:00.123456Z"), new UUID(1, 2));

    assertThat(query("cursor", cursor.text()).after()).isEqualTo(cursor);
    assertThat(query("from", "0001-01-01T00:00:00Z").from())
        .isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
  }

  private static EventQuery query(String name, String value) {
    var request = new MockHttpServletRequest();
    request.setQueryString(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    return EventQueryReader.read(new QueryReader(request, Set.of(name)));
  }
}
