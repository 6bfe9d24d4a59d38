package dev.tradewitness.common.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Ids and names that others choose: valid ones hold nothing that a path, a log line or a note
/// would break on.
class NamesFuzzTest {

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void name(byte[] input) {
    // Characters that are no text, too: half of them come from JSON escapes.
    for (var charset :
        new java.nio.charset.Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16}) {
      String text = new String(input, charset);
      if (PolicyId.isValid(text)) {
        assertThat(new PolicyId(text)).hasToString(text);
        assertThat(text).matches("[A-Za-z0-9._:-]{1,128}").isNotIn(".", "..");
        assertThat(Names.fault(text) == null).isEqualTo(text.length() <= Names.CHARACTERS_MAX);
      } else {
        assertThatThrownBy(() -> new PolicyId(text)).isInstanceOf(IllegalArgumentException.class);
      }
      if (Names.fault(text) == null) {
        assertThat(text).isEqualTo(text.strip()).isNotIn("", ".", "..");
        assertThat(text.codePointCount(0, text.length())).isLessThanOrEqualTo(64);
        assertThat(text.codePoints()).noneMatch(Character::isISOControl);
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .isEqualTo(text);
      }
    }
  }

  @Test
  void seedsAndChangesOfThem() {
    ShortRun.of(NamesFuzzTest.class, "name", this::name);
  }
}
