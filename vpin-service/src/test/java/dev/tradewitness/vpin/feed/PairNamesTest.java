package dev.tradewitness.vpin.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A pair is a name by the rule that authorize-service has for symbols, too.
class PairNamesTest {

  private final PairNames names = new PairNames(64, 4);

  @ParameterizedTest
  @ValueSource(
      strings = {"BTC/USD", "\u8d35\u5dde\u8305\u53f0", "\u0421\u0411\u0415\u0420", "e\u0301"})
  void aNameOfAnyScriptIsTaken(String pair) {
    assertThat(name(pair)).isEqualTo(pair);
  }

  @ParameterizedTest
  @ValueSource(strings = {" BTC", "BTC ", "A\u200bB", "A\u202eB", "A\ue000", "A\u2028B", ".", ".."})
  void whatIsNotANameIsRefused(String pair) {
    assertThat(name(pair)).isNull();
    assertThat(names.refusal()).isEqualTo(Refusal.BAD_PAIR);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65})
  void charactersAreCountedAndNotUtf16Units(int characters) {
    String pair = Character.toString(0x1F680).repeat(characters);
    assertThat(name(pair)).isEqualTo(characters > 64 ? null : pair);
  }

  private String name(String pair) {
    return names.name(pair.toCharArray(), 0, pair.length());
  }
}
