package dev.tradewitness.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Runs a fuzz target on its committed seeds, then for a moment on random changes of them. A
/// failure prints what repeats it: `-Dfuzz.seed=`, and the input itself, which becomes a seed.
public final class ShortRun {

  private static final Duration TIME = Duration.ofMillis(Long.getLong("fuzz.millis", 400));

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
    seeds.forEach((name, bytes) -> take(target, bytes.clone(), "seed " + name));
    long number = Long.getLong("fuzz.seed", new SecureRandom().nextLong());
    var mutation = new Mutation(new SplittableRandom(number), List.copyOf(seeds.values()));
    long until = System.nanoTime() + TIME.toNanos();
    for (long round = 0; System.nanoTime() - until < 0; round++) {
      take(target, mutation.next(), "-Dfuzz.seed=%d, round %d".formatted(number, round));
    }
  }

  private static void take(Target target, byte[] input, String which) {
    byte[] kept = input.clone(); // a target may own what it is given
    try {
      target.take(input);
    } catch (Exception | AssertionError | StackOverflowError e) {
      throw new AssertionError(
          "%s: %s%ninput in base64: %s"
              .formatted(which, e, Base64.getEncoder().encodeToString(kept)),
          e);
    }
  }
}
