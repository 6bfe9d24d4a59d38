package dev.tradewitness.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Runs a fuzz target on its committed seeds, then for a moment on random changes of them. A
/// failure prints what repeats it: `-Dfuzz.seed=` with `-Dfuzz.rounds=`, which run for as long as
/// they take, and the input itself, which becomes a seed. An input that takes 10 s ends the
/// process.
public final class ShortRun {

  private static final Duration TIME = Duration.ofMillis(Long.getLong("fuzz.millis", 400));
  private static final Duration INPUT_TIME =
      Duration.ofMillis(Long.getLong("fuzz.input.millis", 10_000));

  /// The same for every build: a change that is built must not fail by what another one left.
  private static final long SEED_OF_THE_BUILD = 20261130;

  private static final long ROUNDS_OF_A_GIVEN_SEED = Long.getLong("fuzz.rounds", 100_000);

  /// By the names of their files.
  private final SequencedMap<String, byte[]> seeds;

  private ShortRun(SequencedMap<String, byte[]> seeds) {
    this.seeds = seeds;
  }

  /// What is fuzzed.
  @FunctionalInterface
  public interface Target {
    void take(byte[] input) throws Exception;
  }

  /// @param tests whose seeds lie where Jazzer looks for them, in `<tests>Inputs/<target>`
  public static void of(Class<?> tests, String target, Target taking) {
    String folder = tests.getSimpleName() + "Inputs/" + target;
    URL found = tests.getResource(folder);
    if (found == null) {
      throw new AssertionError("no seeds in " + folder);
    }
    new ShortRun(read(found)).run(taking);
  }

  private static SequencedMap<String, byte[]> read(URL folder) {
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      var seeds = new LinkedHashMap<String, byte[]>();
      for (Path file : files.sorted().toList()) {
        seeds.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
      return seeds;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void run(Target target) {
    try (var watchdog = new Watchdog(INPUT_TIME)) {
      seeds.forEach(
          (name, bytes) -> take(target, new Input(new Input.Origin.Seed(name), bytes), watchdog));
      Long given = Long.getLong("fuzz.seed");
      long seed = given == null ? SEED_OF_THE_BUILD : given;
      var mutation = new Mutation(new SplittableRandom(seed), List.copyOf(seeds.values()));
      long until = System.nanoTime() + TIME.toNanos();
      for (long round = 0; goesOn(given != null, round, until); round++) {
        var origin = new Input.Origin.Round(seed, round);
        take(target, new Input(origin, mutation.next()), watchdog);
      }
    }
  }

  private static boolean goesOn(boolean isGiven, long round, long until) {
    return isGiven ? round < ROUNDS_OF_A_GIVEN_SEED : System.nanoTime() - until < 0;
  }

  private static void take(Target target, Input input, Watchdog watchdog) {
    watchdog.begins(input);
    try {
      target.take(input.bytes().clone()); // a target may own what it is given
    } catch (Throwable e) { // of any kind: without its input nobody can repeat it
      throw new AssertionError(input.about(e), e);
    } finally {
      watchdog.ends();
    }
  }
}
