package dev.tradewitness.capture.sources;

import java.util.regex.Pattern;

/// The examples of the built-in file, without the marks before them.
final class Examples {

  private static final Pattern BEGIN = Pattern.compile("#(?:[a-z]+:| +- )");

  private Examples() {}

  /// An example begins with a member's name or a list's entry, and ends with its paragraph.
  static String uncommented(String file) {
    var text = new StringBuilder();
    boolean inExample = false;
    for (String line : file.split("\n", -1)) {
      inExample = line.startsWith("#") && (inExample || BEGIN.matcher(line).lookingAt());
      text.append(inExample ? line.substring(1) : line).append('\n');
    }
    return text.toString();
  }
}
