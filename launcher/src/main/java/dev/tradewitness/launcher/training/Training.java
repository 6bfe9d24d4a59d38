package dev.tradewitness.launcher.training;

import dev.tradewitness.launcher.part.AotCache;
import dev.tradewitness.launcher.part.CachedPart;
import dev.tradewitness.launcher.part.Folders;
import dev.tradewitness.launcher.part.Part;
import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.TrainingTime;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Records the AOT caches that a stack lacks, once per build and Java: starts a scratch stack, puts
/// load on it, and ends it in order, which is when each JVM writes its cache. The load matters more
/// than the start: with profiles of the hot paths the JIT compilers know from the first second what
/// to compile.
///
/// A cache that does not come about is said and done without: it changes how fast a start is, and
/// nothing else.
public final class Training {
  /// How the line begins that is told when something is recorded.
  public static final String RECORDS = "records the AOT caches";

  private Training() {}

  /// Records what is missing, or returns at once when nothing is. Ends early, leaving no process,
  /// when its thread is interrupted; the interruption stays pending.
  ///
  /// @param stack whose parts are about to start; it is only asked which those are
  /// @param progress is told each step in a line
  public static void recordMissing(Stack stack, Consumer<String> progress) {
    if (!stack.settings().aotCache()) {
      return;
    }
    try {
      if (missing(stack.parts()).isEmpty()) {
        return;
      }
      var folder = stack.settings().home().resolve("launcher").resolve("target");
      Files.createDirectories(folder);
      try (var turn = Folders.lock(folder.resolve("training.lock"))) {
        var missing = missing(stack.parts()); // another launcher may have recorded meanwhile
        if (turn.isOpen() && !missing.isEmpty()) {
          record(stack, missing, folder.resolve("training"), progress);
        }
      }
    } catch (PartFailedException | StackException | IOException | UncheckedIOException e) {
      progress.accept("goes on without AOT caches that are missing: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Says what starts without a cache, and how to record one.
  ///
  /// @param stack whose parts are about to start
  public static void sayMissing(Stack stack, Consumer<String> progress) {
    if (!stack.settings().aotCache()) {
      return;
    }
    try {
      List<String> missing = missing(stack.parts());
      if (!missing.isEmpty()) {
        progress.accept(
            "%s: no AOT cache yet, so this start takes longer; `./tradewitness up --record-aot-cache` records them, once for this build"
                .formatted(String.join(", ", missing)));
      }
    } catch (IOException e) {
      progress.accept("goes on without AOT caches: " + e.getMessage());
    }
  }

  private static void record(
      Stack stack, List<String> missing, Path folder, Consumer<String> progress)
      throws PartFailedException, StackException, IOException, InterruptedException {
    // The longest that the load lasts, however little of it a busy machine lets through.
    Duration timeMax = TrainingTime.chosen(System.getenv()).max();
    progress.accept(
        "%s of %s, once for this build: starts a scratch stack, puts load on it for up to %d s and stops it; takes several minutes"
            .formatted(RECORDS, String.join(", ", missing), timeMax.toSeconds()));
    long begin = System.nanoTime();
    try (var scratch = ScratchStack.up(stack.settings(), folder)) {
      progress.accept("the scratch stack is up after %.0f s".formatted(since(begin)));
      var outcome = TrainingLoad.run(scratch.settings(), timeMax);
      progress.accept("load: " + outcome);
      scratch.stop();
      for (Part part : scratch.parts()) {
        if (missing.contains(part.name()) && !cache(part).keep()) {
          progress.accept(part.name() + " goes without an AOT cache: its JVM has not written one");
        }
      }
    }
    progress.accept("recorded after %.0f s".formatted(since(begin)));
  }

  /// The parts without a cache. A part that is not built is an error that its own start explains
  /// better; it counts as not missing.
  private static List<String> missing(List<Part> parts) throws IOException {
    var missing = new ArrayList<String>();
    for (Part part : parts) {
      try {
        if (part instanceof CachedPart && !cache(part).recorded()) {
          missing.add(part.name());
        }
      } catch (PartFailedException e) {
        return List.of();
      }
    }
    return missing;
  }

  private static AotCache cache(Part part) throws PartFailedException, IOException {
    return ((CachedPart) part).aotCache();
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
