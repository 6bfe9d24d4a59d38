package dev.tradewitness.benchmarks.firstminute;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import dev.tradewitness.launcher.part.Folders;
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
  private final PrintStream out;
  private final Path data;
  private final Thread downWithProgram = new Thread(this::down);
  private double startSeconds;

  ScratchStack(FirstMinuteSettings settings, PrintStream out) throws IOException {
    this.settings = settings;
    this.out = out;
    this.data = Files.createTempDirectory("tradewitness-first-minute");
    makeFolder();
  }

  private void makeFolder() throws IOException {
    Files.createDirectories(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(PERMISSIONS));
  }

  /// Returns once every part answers. A start that had to record AOT caches first is made again: it
  /// happens once in the life of a build.
  ///
  /// @throws IOException when they do not answer
  MeasuredStack up() throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(downWithProgram);
    if (start().stream().anyMatch(line -> line.contains(Training.RECORDS))) {
      down();
      Folders.deleteTree(data);
      makeFolder();
      start();
    }
    return MeasuredStack.in(settings.home(), data);
  }

  private List<String> start() throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of("up", "--detach", "--port-base", Integer.toString(settings.portBase())));
    command.add(settings.aotCache() ? "--record-aot-cache" : "--no-aot-cache");
    long began = System.nanoTime();
    var said = run(command);
    startSeconds = (System.nanoTime() - began) / 1e9;
    return said;
  }

  /// From the command to its end, with every part answering.
  double startSeconds() {
    return startSeconds;
  }

  /// @return what the command said
  private List<String> run(List<String> arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(settings.home().resolve("tradewitness").toString());
    command.addAll(arguments);
    command.addAll(List.of("--data", data.toString()));
    // Not a pipe: the parts that the command leaves running would keep it open.
    var output = data.resolve("bench.log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(ENVIRONMENT);
    int code = builder.start().waitFor();
    var said = Files.readAllLines(output);
    said.forEach(out::println);
    if (code != 0) {
      throw new IOException("%s ended with code %d".formatted(arguments.getFirst(), code));
    }
    return said;
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
