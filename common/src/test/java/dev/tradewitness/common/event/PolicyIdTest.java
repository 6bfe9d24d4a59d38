package dev.tradewitness.common.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "com.example:first", "local:org:id", "...", ".a", "..a", "a..", "-"})
  void aNameThatCanStandInAPathIsOne(String value) {
    assertThat(PolicyId.isValid(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a b", "a\n", ".\n", "\u00fc"})
  void aNameThatCannotIsNone(String value) {
    assertThat(PolicyId.isValid(value)).isFalse();
  }
}
