package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.stack.StackConsole;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.util.Set;

/// Stops everything that runs on a data folder, whoever started it.
final class DownCommand implements Command {

  @Override
  public String usage() {
    return "[--data DIR]  stops all parts in reverse order";
  }

  @Override
  public Set<String> options() {
    return Set.of("--data");
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException, StackException {
    arguments.noWords();
    var left = SavedStack.open(arguments).down();
    if (!left.isEmpty()) {
      StackConsole.standard().table(left);
      return 1;
    }
    StackConsole.standard().say("nothing is left running");
    return 0;
  }
}
