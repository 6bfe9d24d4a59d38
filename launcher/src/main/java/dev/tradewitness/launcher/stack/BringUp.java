package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.Part;
import dev.tradewitness.launcher.part.PartFailedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Starts parts in two steps, each all at once: what the services stand on, then the services.
/// Fails at the first part that fails.
final class BringUp {

  /// What is to be done with a part once it answers.
  interface Preparation {
    void prepare(Part part) throws PartFailedException;
  }

  private final Duration limit;
  private final Consumer<String> progress;

  BringUp(Duration limit, Consumer<String> progress) {
    this.limit = limit;
    this.progress = progress;
  }

  void run(List<Part> parts, Preparation preparation) throws PartFailedException {
    together(parts.stream().filter(part -> !isService(part)).toList(), preparation);
    together(parts.stream().filter(BringUp::isService).toList(), preparation);
  }

  private static boolean isService(Part part) {
    return StackPorts.SERVICES.contains(part.name());
  }

  private void together(List<Part> parts, Preparation preparation) throws PartFailedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var started = new ExecutorCompletionService<Part>(threads);
      parts.forEach(part -> started.submit(bringUp(part, preparation)));
      try {
        for (int done = 0; done < parts.size(); done++) {
          var _ = started.take().get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        if (e.getCause() instanceof PartFailedException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new PartFailedException("interrupted while starting");
      }
    }
  }

  private Callable<Part> bringUp(Part part, Preparation preparation) {
    return () -> {
      long begin = System.nanoTime();
      part.start();
      part.awaitReady(limit);
      preparation.prepare(part);
      progress.accept(
          "%s is up after %.1f s".formatted(part.name(), (System.nanoTime() - begin) / 1e9));
      return part;
    };
  }
}
