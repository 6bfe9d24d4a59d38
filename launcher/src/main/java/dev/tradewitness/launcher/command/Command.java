package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.util.Set;

/// One thing that the program can be told to do.
interface Command {

  /// One line for the help text, after the name.
  String usage();

  /// The names of the options it takes, `--` included.
  Set<String> options();

  /// @return the program's exit code
  int run(Arguments arguments)
      throws IOException, UsageException, StackException, PartFailedException;
}
