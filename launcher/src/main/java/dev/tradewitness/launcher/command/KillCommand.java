package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.stack.StackConsole;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.util.Set;

/// Ends one part as a crash would, for drills.
final class KillCommand implements Command {

  @Override
  public String usage() {
    return "NAME [--data DIR]  kill -9 of one part";
  }

  @Override
  public Set<String> options() {
    return Set.of("--data");
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException, StackException {
    var name = arguments.word("part");
    if (!SavedStack.open(arguments).kill(name)) {
      throw new StackException(name + " does not run");
    }
    StackConsole.standard().say("killed " + name);
    return 0;
  }
}
