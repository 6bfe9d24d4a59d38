package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.TrainingTime;
import dev.tradewitness.launcher.stack.DetachedSupervisor;
import dev.tradewitness.launcher.stack.HeapSizes;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackConsole;
import dev.tradewitness.launcher.stack.StackException;
import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.launcher.stack.StackSettings;
import dev.tradewitness.launcher.stack.Supervisor;
import dev.tradewitness.launcher.training.Training;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// Starts every part and watches them until it is told to end; with `--detach` leaves the watching
/// to another process.
final class UpCommand implements Command {

  @Override
  public String usage() {
    return "[--detach] [--data DIR] [--port-base N] [--parts A,B,...] [--heap PART=SIZE]..."
        + " [--no-aot-cache]  starts all parts";
  }

  @Override
  public Set<String> options() {
    return Set.of("--detach", "--data", "--port-base", "--parts", "--heap", "--no-aot-cache");
  }

  @Override
  public int run(Arguments arguments)
      throws IOException, UsageException, StackException, PartFailedException {
    arguments.noWords();
    var parts =
        arguments
            .option("--parts")
            .map(names -> List.of(names.split(",", -1)))
            .orElse(StackPorts.names());
    var settings =
        new StackSettings(
            Arguments.home(),
            arguments.data(),
            arguments.number("--port-base", 0),
            parts,
            !arguments.has("--no-aot-cache"),
            HeapSizes.chosen(System.getenv(), arguments.all("--heap")));
    TrainingTime.chosen(System.getenv()); // refused now, not when the caches are recorded
    var console = StackConsole.standard();
    if (arguments.has("--detach")) {
      return new DetachedSupervisor(settings, console).start();
    }
    var stack = Stack.open(settings, console::say);
    new Supervisor(stack, console, () -> Training.recordMissing(stack, console::say)).run();
    return 0;
  }
}
