package dev.tradewitness.system.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A program run to its end.
public final class Program {

  private Program() {}

  /// How it ended and what it said on both outputs.
  public record Outcome(int exit, String output) {

    public Outcome expectSuccess() {
      if (exit != 0) {
        throw new AssertionError("exit " + exit + ":\n" + output);
      }
      return this;
    }
  }

  public static Outcome run(Path folder, Duration limit, String... command) {
    return run(folder, limit, Map.of(), List.of(command));
  }

  public static Outcome run(
      Path folder, Duration limit, Map<String, String> environment, List<String> command) {
    try {
      // A file, not a pipe: a program that leaves servers behind would keep a pipe open.
      Path output = Files.createTempFile("tradewitness-drill", ".out");
      try {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        var process =
            builder
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(limit);
        if (!ended) {
          process.destroyForcibly();
        }
        String said = Files.readString(output, StandardCharsets.UTF_8);
        if (!ended) {
          throw new AssertionError("%s did not end within %s:\n%s".formatted(command, limit, said));
        }
        return new Outcome(process.exitValue(), said);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new AssertionError(command + " cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// Whether a program of this name can be started at all.
  public static boolean isThere(String... command) {
    try {
      return run(Path.of("."), Duration.ofSeconds(20), command).exit() == 0;
    } catch (AssertionError e) {
      return false;
    }
  }
}
