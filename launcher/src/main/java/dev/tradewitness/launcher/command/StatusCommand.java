package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.stack.PartStatus;
import dev.tradewitness.launcher.stack.StackConsole;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.util.Set;

/// Shows how every part stands. The exit code is that of service managers: 0 all healthy, 3 not.
final class StatusCommand implements Command {
  private static final int NOT_ALL_RUNNING = 3;

  @Override
  public String usage() {
    return "[--data DIR]  shows parts, states, pids, ports; exits 3 unless all are healthy";
  }

  @Override
  public Set<String> options() {
    return Set.of("--data");
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException, StackException {
    arguments.noWords();
    var status = SavedStack.open(arguments).status();
    StackConsole.standard().table(status);
    return status.stream().allMatch(part -> part.state() == PartStatus.State.HEALTHY)
        ? 0
        : NOT_ALL_RUNNING;
  }
}
