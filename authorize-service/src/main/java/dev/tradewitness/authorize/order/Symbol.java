package dev.tradewitness.authorize.order;

import dev.tradewitness.common.event.Names;
import java.text.Normalizer;
import java.util.Locale;

/// The instrument an order is for, in its one form: Unicode normalization form C, upper case. So
/// `aapl` and `AAPL` are one symbol in the book, the controls, the policy, the journal and the
/// answers.
public record Symbol(String value) {

  public Symbol {
    value = normal(value);
    StoredName.require("a symbol", value);
  }

  /// Whether a door accepts the text.
  public static boolean isValid(String value) {
    return Names.fault(normal(value)) == null;
  }

  /// The one form of a symbol's text; applied twice, it changes nothing more.
  static String normal(String text) {
    if (isNormalAscii(text)) {
      return text;
    }
    // Longer texts are refused in any form.
    if (text.length() > 2 * Names.CHARACTERS_MAX) {
      return text;
    }
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return Normalizer.normalize(composed.toUpperCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  private static boolean isNormalAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > '~' || c >= 'a' && c <= 'z') {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return value;
  }
}
