package dev.tradewitness.benchmarks.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SegmentsTest {

  private final Segments segments = new Segments();

  @Test
  void theTimesOfAnAnswerAreReadInMicroseconds() {
    add(
        "{\"status\":\"AUTHORIZED\",\"total\":9,\"timing_ms\":{\"parse\":0.011,\"policy\":2,"
            + "\"state\":1.5,\"sign\":0.005,\"queue\":12.34567,\"commit\":3.004,\"total\":19.001}}");
    assertThat(max("parse")).isEqualTo(11);
    assertThat(max("policy")).isEqualTo(2_000);
    assertThat(max("state")).isEqualTo(1_500);
    assertThat(max("sign")).isEqualTo(5);
    assertThat(max("queue")).isBetween(12_340L, 12_352L);
    assertThat(max("commit")).isBetween(3_003L, 3_007L);
    assertThat(max("total")).isBetween(18_990L, 19_016L);
  }

  @Test
  void anAnswerWithoutTimesCountsNothing() {
    add("{\"status\":\"AUTHORIZED\",\"parse\":1}");
    assertThat(segments.micros().values()).allMatch(micros -> micros.getTotalCount() == 0);
  }

  @Test
  void whatLiesBehindTheAnswerInTheBufferIsNotRead() {
    var text = "{\"x\":1}{\"timing_ms\":{\"parse\":1}}".getBytes(StandardCharsets.US_ASCII);
    segments.add(text, 7);
    assertThat(segments.micros().get("parse").getTotalCount()).isZero();
  }

  private void add(String answer) {
    var bytes = answer.getBytes(StandardCharsets.US_ASCII);
    segments.add(bytes, bytes.length);
  }

  private long max(String name) {
    return segments.micros().get(name).getMaxValue();
  }
}
