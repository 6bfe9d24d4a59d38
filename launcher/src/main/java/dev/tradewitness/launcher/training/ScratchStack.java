package dev.tradewitness.launcher.training;

import dev.tradewitness.launcher.part.Folders;
import dev.tradewitness.launcher.part.Part;
import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackException;
import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// A stack that records and is thrown away: every part that is built, free ports, its own data
/// folder. Closing it ends every process at once and deletes the folder.
final class ScratchStack implements AutoCloseable {
  /// A JVM that ends writes its cache first, which takes up to a minute of both cores.
  private static final Duration STOP_LIMIT = Duration.ofMinutes(10);

  private final Stack stack;
  private final Path folder;
  private final Thread endWithProgram = new Thread(this::kill);

  private ScratchStack(Stack stack, Path folder) {
    this.stack = stack;
    this.folder = folder;
  }

  /// Brings one up with the heaps and collectors of the given stack. What an earlier one that was
  /// interrupted has left in the folder is ended and deleted first; the caller sees to it that
  /// there is one at a time.
  static ScratchStack up(StackSettings like, Path folder)
      throws StackException, PartFailedException, IOException {
    var left = StackSettings.saved(like.home(), folder);
    if (left.isPresent()) {
      new ScratchStack(Stack.recording(left.get()), folder).close();
    }
    Folders.deleteTree(folder);
    var settings =
        new StackSettings(
            like.home(),
            folder,
            ReservedPorts.shift(StackPorts.all()),
            built(like),
            true,
            like.heaps(),
            like.collectors());
    var scratch = new ScratchStack(Stack.recording(settings), folder);
    Runtime.getRuntime().addShutdownHook(scratch.endWithProgram);
    try {
      scratch.stack.up();
      return scratch;
    } catch (StackException | PartFailedException | RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  private static List<String> built(StackSettings like) {
    return StackPorts.names().stream()
        .filter(name -> !StackPorts.SERVICES.contains(name) || Files.exists(like.jar(name)))
        .toList();
  }

  StackSettings settings() {
    return stack.settings();
  }

  List<Part> parts() {
    return stack.parts();
  }

  /// Ends every part in order, services before what they stand on, and returns when each JVM has
  /// written its cache.
  void stop() throws InterruptedException {
    var parts = stack.parts().reversed();
    stopTogether(parts.stream().filter(part -> StackPorts.SERVICES.contains(part.name())).toList());
    stopTogether(
        parts.stream().filter(part -> !StackPorts.SERVICES.contains(part.name())).toList());
  }

  private static void stopTogether(List<Part> parts) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          parts.stream()
              .map(part ->
                  (Callable<Boolean>)
                      () -> {
                        part.stop(STOP_LIMIT);
                        return true;
                      })
              .toList());
    }
  }

  /// SIGKILL to every process that is left, those that write caches included.
  private void kill() {
    for (Part part : stack.parts().reversed()) {
      part.process()
          .running()
          .ifPresent(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
      part.kill();
    }
  }

  @Override
  public void close() {
    boolean interrupted = Thread.interrupted(); // or the waits below would not wait
    try {
      kill();
      stack.close();
      Folders.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      forgetHook();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(endWithProgram);
    } catch (IllegalStateException e) {
      // The program is ending: the hook does what close does.
    }
  }
}
