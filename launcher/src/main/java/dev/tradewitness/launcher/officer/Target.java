package dev.tradewitness.launcher.officer;

import dev.tradewitness.common.canonical.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/// Words that name a change: its id, or what it changes and to what. Whoever approves by words says
/// what he approves, so he approves nothing that he has not read.
record Target(List<String> words) {

  private static final Pattern CHANGE_ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  boolean isId() {
    return words.size() == 1 && CHANGE_ID.matcher(words.getFirst()).matches();
  }

  /// Whether a change that waits is what the words say.
  boolean names(JsonObject record) {
    List<String> target = ChangeText.target(record);
    int size = target.size();
    if (words.size() != size + 1 || !sameValue(words.getLast(), record)) {
      return false;
    }
    boolean symbol = target.getFirst().equals("symbol");
    for (int i = 0; i < size; i++) {
      // Accounts are compared as they are; a symbol has one form.
      boolean exact = i == 1 && !symbol;
      String word = words.get(i);
      if (exact ? !word.equals(target.get(i)) : !word.equalsIgnoreCase(target.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameValue(String said, JsonObject record) {
    String value = ChangeText.value(record, "after");
    if (Printout.said(record, "kind").equals("DESK")) {
      return said.equals(value); // a name
    }
    if (said.equalsIgnoreCase(value)) {
      return true;
    }
    try {
      return new BigDecimal(said).compareTo(new BigDecimal(value)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
