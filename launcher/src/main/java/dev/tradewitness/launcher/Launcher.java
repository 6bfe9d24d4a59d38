package dev.tradewitness.launcher;

import dev.tradewitness.launcher.command.Commands;
import java.util.List;

/// Runs one command and ends with its exit code.
public final class Launcher {
  private Launcher() {}

  public static void main(String[] args) {
    int code = Commands.run(List.of(args));
    System.exit(code);
  }
}
