package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import dev.tradewitness.verifier.report.BundleReport;
import org.junit.jupiter.api.Test;

/// Any file is a report that can be written in every form: unreadable, or checks of which none
/// breaks.
class BundleFuzzTest {

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void file(byte[] input) {
    BundleReport report = Answers.of(input);
    assertThat(Answers.broke(report)).as(Answers.text(report)).isFalse();
  }

  @Test
  void seedsAndChangesOfThem() {
    ShortRun.of(BundleFuzzTest.class, "file", this::file);
  }
}
