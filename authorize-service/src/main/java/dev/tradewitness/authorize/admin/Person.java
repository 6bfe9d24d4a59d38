package dev.tradewitness.authorize.admin;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/// Compares names of people, so that nobody becomes a second person by another spelling. Two people
/// whose names differ in accents, spaces or signs alone count as one.
final class Person {

  /// Letters by their category that show nothing: the fillers of Hangul.
  private static final Set<Integer> FILLERS = Set.of(0x115F, 0x1160, 0x3164, 0xFFA0);

  private Person() {}

  static boolean same(String one, String other) {
    return folded(one).equals(folded(other));
  }

  /// An apostrophe may be written as a letter that modifies others.
  private static boolean counts(int c) {
    return Character.isLetterOrDigit(c)
        && Character.getType(c) != Character.MODIFIER_LETTER
        && !FILLERS.contains(c);
  }

  /// Its letters and digits in compatibility form, without case and marks.
  private static String folded(String name) {
    var letters = new StringBuilder(name.length());
    Normalizer.normalize(name, Normalizer.Form.NFKD)
        .codePoints()
        .filter(Person::counts)
        .forEach(letters::appendCodePoint);
    String upper = letters.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    // The form of sigma depends on what stands behind it.
    return Normalizer.normalize(upper, Normalizer.Form.NFKD).replace('ς', 'σ');
  }
}
