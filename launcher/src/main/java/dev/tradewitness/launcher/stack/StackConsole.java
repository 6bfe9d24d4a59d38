package dev.tradewitness.launcher.stack;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a person at the terminal reads: plain lines, each with the name of the part it is about.
public final class StackConsole {
  private static final String SELF = "launcher";
  private static final int NAME_WIDTH = 9; // "authorize"
  private static final int[] COLOURS = {36, 32, 33, 35, 34, 96, 92, 93, 95};
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final boolean coloured;

  public StackConsole(PrintStream out, boolean coloured) {
    this.out = out;
    this.coloured = coloured;
  }

  /// Standard output; in colour at a terminal, unless `NO_COLOR` is set.
  @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where there is no terminal
  public static StackConsole standard() {
    var console = System.console();
    return new StackConsole(
        System.out, console != null && console.isTerminal() && System.getenv("NO_COLOR") == null);
  }

  public void say(String text) {
    line(SELF, text);
  }

  public void warn(String text) {
    line(SELF, coloured ? RED + text + PLAIN : text);
  }

  public synchronized void line(String part, String text) {
    var prefix = "[%-" + NAME_WIDTH + "s]";
    var name = prefix.formatted(part);
    out.println((coloured ? colour(part) + name + PLAIN : name) + " " + text);
    out.flush();
  }

  /// A line that comes from another program's output and has its prefix already.
  public synchronized void pass(String line) {
    out.println(line);
    out.flush();
  }

  public synchronized void table(List<PartStatus> parts) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("PART", "STATE", "PID", "PORT", "ADDRESS"));
    for (var part : parts) {
      rows.add(
          List.of(
              part.part(),
              part.state().toString(),
              part.pid().isPresent() ? Long.toString(part.pid().getAsLong()) : "-",
              Integer.toString(part.port()),
              part.address()));
    }
    for (var row : rows) {
      out.println(
          String.format(Locale.ROOT, "%-10s %-10s %8s %6s  %s", row.toArray()).stripTrailing());
    }
    out.flush();
  }

  private static String colour(String part) {
    int colour =
        part.equals(SELF)
            ? 1
            : COLOURS[Math.floorMod(StackPorts.names().indexOf(part), COLOURS.length)];
    return "\u001b[" + colour + "m";
  }
}
