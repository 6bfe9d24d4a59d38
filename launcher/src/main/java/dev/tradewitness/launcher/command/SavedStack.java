package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackConsole;
import dev.tradewitness.launcher.stack.StackException;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Path;

/// The stack that a data folder belongs to, with the ports it was brought up with.
final class SavedStack {
  private SavedStack() {}

  static Stack open(Arguments arguments) throws IOException, UsageException, StackException {
    Path data = arguments.data();
    var settings =
        StackSettings.saved(Arguments.home(), data)
            .orElseThrow(() ->
                new StackException(
                    "nothing was ever brought up in " + data.toAbsolutePath().normalize()));
    return Stack.open(settings, StackConsole.standard()::say);
  }
}
