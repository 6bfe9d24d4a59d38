package dev.tradewitness.verifier.report;

/// Text of unknown origin for a terminal: a bundle must not move the cursor over its own failures.
final class Printable {

  private static final int CHARS_MAX = 600;

  private Printable() {}

  static String of(String text) {
    var printable = new StringBuilder();
    text.codePoints().limit(CHARS_MAX).forEach(c -> append(printable, c));
    return text.length() > CHARS_MAX ? printable.append('…').toString() : printable.toString();
  }

  private static void append(StringBuilder printable, int c) {
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          printable.append("\\u{%x}".formatted(c));
      default -> printable.appendCodePoint(c);
    }
  }
}
