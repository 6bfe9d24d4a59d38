package dev.tradewitness.vpin.feed;

import dev.tradewitness.common.event.Names;
import org.jspecify.annotations.Nullable;

/// Turns the characters of a pair's name into its one String, without making a new one for each
/// message. Names beyond the table's bound still work; they are just made anew each time.
///
/// Not for use by several threads.
final class PairNames {

  private final int charactersMax;
  private final String[] table;
  private final int mask;
  private final int namesMax;
  private int names;

  private Refusal refusal = Refusal.NO_PAIR;

  /// @param charactersMax longest name, in Unicode characters
  /// @param namesMax names that are kept
  PairNames(int charactersMax, int namesMax) {
    this.charactersMax = charactersMax;
    this.namesMax = namesMax;
    int slots = Integer.highestOneBit(Math.max(8, namesMax)) * 4;
    this.table = new String[slots];
    this.mask = slots - 1;
  }

  /// The name, or null with [#refusal()] set.
  @Nullable String name(char[] chars, int offset, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + chars[offset + i];
    }
    int slot = (hash ^ hash >>> 15) & mask;
    for (String kept = table[slot]; kept != null; kept = table[slot]) {
      if (same(kept, chars, offset, length)) {
        return kept;
      }
      slot = slot + 1 & mask;
    }
    String name = new String(chars, offset, length);
    if (!allowed(name)) {
      return null;
    }
    if (names < namesMax) {
      table[slot] = name;
      names++;
    }
    return name;
  }

  /// Why the last name was refused.
  Refusal refusal() {
    return refusal;
  }

  private boolean allowed(String name) {
    if (name.isBlank()) {
      refusal = Refusal.NO_PAIR;
      return false;
    }
    refusal = Refusal.BAD_PAIR;
    return Names.fault(name) == null && name.codePointCount(0, name.length()) <= charactersMax;
  }

  private static boolean same(String kept, char[] chars, int offset, int length) {
    if (kept.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (kept.charAt(i) != chars[offset + i]) {
        return false;
      }
    }
    return true;
  }
}
