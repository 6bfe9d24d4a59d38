package dev.tradewitness.capture.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Any file is valid as a whole or refused with its lines, soon.
class SourcesFuzzTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void file(byte[] input) {
    long begun = System.nanoTime();
    try {
      SourcesFile file = SourcesParser.parse(input);
      file.taps()
          .values()
          .forEach(tap -> assertThat(PolicyId.isValid(tap.policy().policyId())).isTrue());
      file.fix()
          .forEach(session -> assertThat(session.name()).matches("FIXT?[.0-9]+:[A-Za-z0-9._-]+"));
    } catch (SourcesRefusedException e) {
      assertThat(e.faults()).hasSizeBetween(1, 20).allMatch(fault -> fault.line() >= 1);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
  }

  @Test
  void seedsAndChangesOfThem() {
    ShortRun.of(SourcesFuzzTest.class, "file", this::file);
  }
}
