package dev.tradewitness.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.launcher.stack.LauncherCommand;
import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Settings for a stack of one's own, without services, and the launcher as another process.
public final class TestStack {
  public static final List<String> PARTS = List.of("postgres", "kafka", "tsa");
  private static final Path HOME =
      Path.of(System.getProperty("tradewitness.home", "..")).toAbsolutePath().normalize();
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(6);

  private TestStack() {}

  public static StackSettings settings(Path data) {
    return new StackSettings(HOME, data, ReservedPorts.shift(StackPorts.all()), PARTS, false);
  }

  /// What a command printed, and its exit code.
  public record Outcome(int code, String output) {}

  public static Outcome command(String... words) throws IOException, InterruptedException {
    var process = launch(words);
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(COMMAND_LIMIT)).isTrue();
    return new Outcome(process.exitValue(), output);
  }

  public static Process launch(String... words) throws IOException {
    var command = new ArrayList<>(LauncherCommand.of(HOME));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
