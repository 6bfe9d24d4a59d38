package dev.tradewitness.system.stack;

import java.util.LinkedHashMap;
import java.util.Map;

/// Counts of a drill, printed in one piece.
public final class Table {

  private final String title;
  private final Map<String, Object> rows = new LinkedHashMap<>();

  public Table(String title) {
    this.title = title;
  }

  public synchronized Table row(String what, Object value) {
    rows.put(what, value);
    return this;
  }

  @SuppressWarnings("SystemOut") // the drill's result is what it prints
  public synchronized void print() {
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    var text = new StringBuilder("\n=== " + title + " ===\n");
    rows.forEach((what, value) -> text.append(("  %-" + width + "s  %s%n").formatted(what, value)));
    System.out.println(text);
  }
}
