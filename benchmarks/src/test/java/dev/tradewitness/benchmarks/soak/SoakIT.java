package dev.tradewitness.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// Three minutes of `./tradewitness bench soak` with few connections and small bounds.
class SoakIT {

  private static final Path HOME =
      Path.of(System.getProperty("tradewitness.home", "..")).toAbsolutePath().normalize();
  private static final List<String> PARTS = List.of("postgres", "kafka", "authorize");

  // Tests run beside other work: what neighbours cost is no decline, answers after a second are.
  private static final double P99_MILLIS_HARMLESS = 1_000;

  @Test
  void threeMinutesOfMixedLoadLeaveRateLatencyAndHeapFlat() throws Exception {
    var module = HOME.resolve("benchmarks").resolve("target");
    var data = freshFolder(module.resolve("soak"));
    var settings =
        new StackSettings(HOME, data, ReservedPorts.shift(StackPorts.all()), PARTS, false);
    try (var stack = Stack.open(settings, SoakIT::say)) {
      // The parts are processes of their own: an aborted run must not leave them behind.
      Runtime.getRuntime().addShutdownHook(new Thread(stack::stopParts));
      try {
        stack.up();
        var soak = new SoakBench(MeasuredStack.in(HOME, data), small(module), System.out);
        assertThat(soak.run()).isEmpty();
      } finally {
        stack.stopParts();
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static SoakSettings small(Path module) {
    return new SoakSettings(
        Duration.ofMinutes(3),
        OptionalDouble.of(150),
        16,
        16,
        500,
        Duration.ofSeconds(20),
        Duration.ZERO,
        Duration.ofSeconds(5),
        new SoakVerdict.Allowance(
            SoakVerdict.Allowance.DEFAULT.idBytesMin(),
            SoakVerdict.Allowance.DEFAULT.idBytesMax(),
            P99_MILLIS_HARMLESS),
        module.resolve("bench-results"));
  }

  private static Path freshFolder(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var all = Files.walk(folder)) {
        for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return Files.createDirectories(folder);
  }
}
