package dev.tradewitness.authorize.admin;

import java.text.Normalizer;
import java.util.Locale;

/// Compares names of people, so that nobody becomes a second person by another spelling.
final class Person {

  private Person() {}

  static boolean same(String one, String other) {
    return folded(one).equals(folded(other));
  }

  /// Compatibility form, without regard to case and white space.
  private static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(c -> !Character.isWhitespace(c) && Character.getType(c) != Character.FORMAT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
