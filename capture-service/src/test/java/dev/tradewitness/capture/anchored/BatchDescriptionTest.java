package dev.tradewitness.capture.anchored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A record that the table would not take must be refused before it gets there.
class BatchDescriptionTest {

  private static final String RECORD =
      """
      {"batch_id":"01957b1c-0000-7000-8000-000000000001","policy_id":"com.example:p","merkle_root":"ab",\
      "first_sequence":0,"last_sequence":9007199254740991,"closed_at":"9999-12-31T23:59:59.999999Z",\
      "anchored_at":null,"status":"PENDING"}\
      """;

  @Test
  void aRecordAtItsBoundsIsTaken() throws JsonRefusedException {
    BatchDescription description = described(RECORD);

    assertThat(description.batchId()).isEqualTo("01957b1c-0000-7000-8000-000000000001");
    assertThat(description.lastSequence()).isEqualTo(9_007_199_254_740_991L);
    assertThat(description.anchoredAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          9007199254740991                     | 9223372036854775807            | last_sequence
          9007199254740991                     | 9007199254740992               | last_sequence
          9007199254740991                     | -1                             | last_sequence
          "first_sequence":0                   | "first_sequence":-1            | first_sequence
          9999-12-31T23:59:59.999999Z          | +999999999-12-31T23:59:59Z     | closed_at
          9999-12-31T23:59:59.999999Z          | -999999999-01-01T00:00:00Z     | closed_at
          "anchored_at":null                   | "anchored_at":"0000-01-01T00:00:00Z" | anchored_at
          01957b1c-0000-7000-8000-000000000001 | batch-1                        | batch_id
          01957b1c-0000-7000-8000-000000000001 | 01957b1c-0000-7000-8000-0000000000010000 | batch_id
          com.example:p                        | com example                    | policy_id
          """)
  void aRecordBeyondThemIsRefusedByName(String before, String after, String name) {
    assertThat(RECORD).contains(before);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> described(RECORD.replace(before, after)))
        .withMessageContaining(name);
  }

  private static BatchDescription described(String record) throws JsonRefusedException {
    return BatchDescription.of(
        Json.parseObject(record.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT));
  }
}
