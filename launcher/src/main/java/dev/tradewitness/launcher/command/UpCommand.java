package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.TrainingTime;
import dev.tradewitness.launcher.stack.DetachedSupervisor;
import dev.tradewitness.launcher.stack.GarbageCollectors;
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
        + " [--gc PART=COLLECTOR]... [--record-aot-cache | --no-aot-cache]  starts all parts";
  }

  @Override
  public Set<String> options() {
    return Set.of(
        "--detach",
        "--data",
        "--port-base",
        "--parts",
        "--heap",
        "--gc",
        DetachedSupervisor.RECORD_CACHES,
        DetachedSupervisor.NO_CACHES);
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
            !arguments.has(DetachedSupervisor.NO_CACHES),
            HeapSizes.chosen(System.getenv(), arguments.all("--heap")),
            GarbageCollectors.chosen(System.getenv(), arguments.all("--gc")));
    boolean record = arguments.has(DetachedSupervisor.RECORD_CACHES);
    if (record && !settings.aotCache()) {
      throw new UsageException(
          DetachedSupervisor.RECORD_CACHES
              + " and "
              + DetachedSupervisor.NO_CACHES
              + " exclude each other");
    }
    TrainingTime.chosen(System.getenv()); // refused now, not when the caches are recorded
    var console = StackConsole.standard();
    if (arguments.has("--detach")) {
      return new DetachedSupervisor(settings, record, console).start();
    }
    var stack = Stack.open(settings, console::say);
    Runnable before =
        record
            ? () -> Training.recordMissing(stack, console::say)
            : () -> Training.sayMissing(stack, console::say);
    new Supervisor(stack, console, before).run();
    return 0;
  }
}
