package dev.tradewitness.benchmarks.authorize;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/// Which durability authorize-service was started with.
final class Durability {
  private static final String ARGUMENT = "--tradewitness.authorize.durability=";
  private static final String VARIABLE = "TRADEWITNESS_AUTHORIZE_DURABILITY=";
  private static final String DEFAULT = "commit";

  private Durability() {}

  static String of(MeasuredStack stack) {
    return Stream.concat(
            stack.commandLine("authorize").stream().filter(word -> word.startsWith(ARGUMENT)),
            environment(stack).filter(word -> word.startsWith(VARIABLE)))
        .map(word -> word.substring(word.indexOf('=') + 1))
        .findFirst()
        .orElse(DEFAULT);
  }

  private static Stream<String> environment(MeasuredStack stack) {
    try {
      var file = Path.of("/proc/" + stack.process("authorize").pid() + "/environ");
      return Arrays.stream(Files.readString(file).split("\0", -1));
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
