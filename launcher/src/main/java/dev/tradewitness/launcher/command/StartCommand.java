package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.stack.StackConsole;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.util.Set;

/// Starts one part again and returns when it answers.
final class StartCommand implements Command {

  @Override
  public String usage() {
    return "NAME [--data DIR]  starts one part again";
  }

  @Override
  public Set<String> options() {
    return Set.of("--data");
  }

  @Override
  public int run(Arguments arguments)
      throws IOException, UsageException, StackException, PartFailedException {
    var name = arguments.word("part");
    SavedStack.open(arguments).start(name);
    StackConsole.standard().say(name + " is up");
    return 0;
  }
}
