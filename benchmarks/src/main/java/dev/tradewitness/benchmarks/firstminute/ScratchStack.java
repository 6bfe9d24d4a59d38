package dev.tradewitness.benchmarks.firstminute;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import dev.tradewitness.launcher.part.Folders;
import dev.tradewitness.launcher.stack.HeapSizes;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.launcher.stack.StackSettings;
import dev.tradewitness.launcher.training.Training;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A stack that is started for one run by the command that a user types, with its data in a new
/// temporary folder. Closing it stops every part and deletes the folder.
final class ScratchStack implements AutoCloseable {
  // PostgreSQL runs under another account where this one is root, and must be able to enter.
  private static final String PERMISSIONS = "rwxr-xr-x";

  // Orders of the load end by themselves, as many as are sent: otherwise they would stay open until
  // the service takes no more.
  private static final Map<String, String> ENVIRONMENT =
      Map.of("TRADEWITNESS_AUTHORIZE_ORDERS_RESERVATIONLIFE", "20s");

  private final FirstMinuteSettings settings;
  private final Path data;
  private final Thread downWithProgram = new Thread(this::down);
  private double startSeconds;

  ScratchStack(FirstMinuteSettings settings) throws IOException {
    this.settings = settings;
    this.data = Files.createTempDirectory("tradewitness-first-minute");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(PERMISSIONS));
  }

  /// Records the AOT caches that are missing, which no start is measured with.
  void recordCaches(PrintStream out) {
    var stack =
        new StackSettings(
            settings.home(),
            data,
            settings.portBase(),
            StackPorts.names(),
            settings.aotCache(),
            HeapSizes.chosen(System.getenv(), List.of()));
    Training.recordMissing(Stack.open(stack, _ -> {}), out::println);
  }

  /// Returns once every part answers.
  ///
  /// @throws IOException when they do not
  MeasuredStack up() throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(downWithProgram);
    var command =
        new ArrayList<>(
            List.of("up", "--detach", "--port-base", Integer.toString(settings.portBase())));
    if (!settings.aotCache()) {
      command.add("--no-aot-cache");
    }
    long began = System.nanoTime();
    if (run(command) != 0) {
      throw new IOException("the stack did not come up");
    }
    startSeconds = (System.nanoTime() - began) / 1e9;
    return MeasuredStack.in(settings.home(), data);
  }

  /// From the command to its end, with every part answering.
  double startSeconds() {
    return startSeconds;
  }

  private int run(List<String> arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(settings.home().resolve("tradewitness").toString());
    command.addAll(arguments);
    command.addAll(List.of("--data", data.toString()));
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(ENVIRONMENT);
    return builder.start().waitFor();
  }

  private void down() {
    try {
      run(List.of("down"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted(); // or the wait for the end would not wait
    down();
    try {
      Runtime.getRuntime().removeShutdownHook(downWithProgram);
    } catch (IllegalStateException e) {
      // The program is ending: the hook has run or runs.
    }
    Folders.deleteTree(data);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
