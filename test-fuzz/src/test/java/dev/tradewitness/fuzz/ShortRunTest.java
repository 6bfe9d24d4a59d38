package dev.tradewitness.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class ShortRunTest {

  @Test
  void aTargetIsGivenItsSeedsAndOtherThingsBesides() {
    var given = new HashSet<String>();
    ShortRun.of(ShortRunTest.class, "text", input -> given.add(text(input)));

    assertThat(given).contains("one", "another").hasSizeGreaterThan(100);
  }

  @Test
  void aFailureSaysWhatRepeatsIt() {
    assertThatThrownBy(() ->
            ShortRun.of(
                ShortRunTest.class,
                "text",
                input -> {
                  if (!text(input).startsWith("one") && !text(input).startsWith("another")) {
                    throw new IllegalStateException("found");
                  }
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("found")
        .hasMessageMatching("(?s)-Dfuzz.seed=-?[0-9]+, round [0-9]+.*base64.*");
    assertThatThrownBy(() ->
            ShortRun.of(
                ShortRunTest.class,
                "text",
                input -> {
                  throw new IllegalStateException("found");
                }))
        .hasMessageStartingWith("seed a: ");
  }

  @Test
  void aTargetWithoutSeedsIsAFailure() {
    assertThatThrownBy(() -> ShortRun.of(ShortRunTest.class, "none", input -> {}))
        .hasMessageContaining("no seeds in ShortRunTestInputs/none");
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }
}
