package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.demo.Demo;
import dev.tradewitness.launcher.demo.DemoFailedException;
import dev.tradewitness.launcher.demo.DemoSettings;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackException;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sends trades, orders and executions through a running stack and shows what comes out.
final class DemoCommand implements Command {

  @Override
  public String usage() {
    return "[--trades FILE] [--out DIR] [--data DIR | --port-base N]  the whole path through a running stack";
  }

  @Override
  public Set<String> options() {
    return Set.of("--trades", "--out", "--data", "--port-base");
  }

  private static @Nullable Path trust(Path data) {
    Path policy = Stack.trustPolicy(data);
    return Files.exists(policy) ? policy : null;
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException, StackException {
    arguments.noWords();
    var home = Arguments.home();
    // A stack that somebody else brought up, as Compose does, has no data folder here but the
    // default ports.
    int savedBase =
        arguments.option("--data").isPresent()
            ? SavedStack.open(arguments).settings().portBase()
            : StackSettings.saved(home, arguments.data()).map(StackSettings::portBase).orElse(0);
    var settings =
        DemoSettings.local(
            arguments.number("--port-base", savedBase),
            arguments.option("--trades").map(Path::of).orElse(null),
            home.resolve("verifier").resolve("target").resolve("verifier.jar"),
            trust(arguments.data()),
            arguments.option("--out").map(Path::of).orElse(arguments.data().resolve("demo")));
    try {
      return Demo.run(settings, System.out) ? 0 : 1;
    } catch (DemoFailedException e) {
      throw new StackException("the demo did not get through: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted");
    }
  }
}
