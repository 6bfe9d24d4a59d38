package dev.tradewitness.common.event;

import org.jspecify.annotations.Nullable;

/// The rule for the names that others choose: ids of orders, executions and accounts, symbols,
/// pairs. A name has 1 to 64 Unicode characters of any script. It has no control, format,
/// private-use, unassigned or surrogate character, no line or paragraph separator, and no white
/// space at either end. `.` and `..` are not names, because HTTP clients remove them from paths.
/// Names are compared as they are, character by character.
public final class Names {

  /// Unicode characters, not UTF-16 units.
  public static final int CHARACTERS_MAX = 64;

  /// Completes "expected …".
  public static final String EXPECTED =
      "1 to " + CHARACTERS_MAX + " printable characters without white space at either end";

  private Names() {}

  /// Why a text is not a name.
  public enum Fault {
    EMPTY,
    TOO_LONG,
    NOT_PRINTABLE,
    /// `.` or `..`
    DOT_SEGMENT
  }

  /// Null when the text is a name.
  public static @Nullable Fault fault(String text) {
    if (text.isEmpty()) {
      return Fault.EMPTY;
    }
    // Counting is linear, so a text that is certainly too long is not counted.
    if (text.length() > 2 * CHARACTERS_MAX
        || text.codePointCount(0, text.length()) > CHARACTERS_MAX) {
      return Fault.TOO_LONG;
    }
    if (isSpace(text.codePointAt(0)) || isSpace(text.codePointBefore(text.length()))) {
      return Fault.NOT_PRINTABLE;
    }
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (!isPrintable(character)) {
        return Fault.NOT_PRINTABLE;
      }
      i += Character.charCount(character);
    }
    return text.equals(".") || text.equals("..") ? Fault.DOT_SEGMENT : null;
  }

  private static boolean isSpace(int character) {
    return character == ' ' || Character.getType(character) == Character.SPACE_SEPARATOR;
  }

  private static boolean isPrintable(int character) {
    if (character < 0x7F) {
      return character >= ' ';
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
