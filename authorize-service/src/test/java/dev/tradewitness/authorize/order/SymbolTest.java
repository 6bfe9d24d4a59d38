package dev.tradewitness.authorize.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolTest {

  @ParameterizedTest
  @CsvSource({
    "aapl, AAPL",
    "BTC/usd, BTC/USD",
    "brk.b, BRK.B",
    "\u00e9, \u00c9",
    "e\u0301, \u00c9",
    "stra\u00dfe, STRASSE",
    "\u8d35\u5dde\u8305\u53f0, \u8d35\u5dde\u8305\u53f0",
    "\u0441\u0431\u0435\u0440, \u0421\u0411\u0415\u0420",
  })
  void aSymbolHasOneForm(String text, String form) {
    assertThat(new Symbol(text)).isEqualTo(new Symbol(form));
    assertThat(new Symbol(text).value()).isEqualTo(form);
  }

  @Test
  void theFormOfAFormIsItselfForEveryCharacter() {
    for (int c = 0x21; c <= Character.MAX_CODE_POINT; c++) {
      String text = "A" + Character.toString(c);
      if (Symbol.isValid(text)) {
        String form = Symbol.normal(text);
        assertThat(Symbol.normal(form)).as("U+%04X", c).isEqualTo(form);
      }
    }
  }

  @Test
  void theOrdersHashIsOverTheSymbolsForm() {
    assertThat(order("aapl").hash()).isEqualTo(order("AAPL").hash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " AAPL", "AAPL ", "A\u0000", "A\u200bB", "A\ud800"})
  void aTextThatIsNotANameIsNotASymbol(String text) {
    assertThat(Symbol.isValid(text)).isFalse();
    assertThatThrownBy(() -> new Symbol(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void aTextThatOnlyEarlierVersionsAcceptedIsReadFromTheJournalAndRefusedAtTheDoors(String text) {
    assertThat(Symbol.isValid(text)).isFalse();
    assertThat(new Symbol(text)).hasToString(text);
  }

  private static Order order(String symbol) {
    return dev.tradewitness.authorize.Orders.limit("o", symbol, Side.BUY, "1", "1");
  }
}
