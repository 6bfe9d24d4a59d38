package dev.tradewitness.vpin;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.ServiceJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The built jar as a process of its own, to be killed.
final class VpinProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target", "vpin-service.jar");

  private final Process process;

  private VpinProcess(Process process) {
    this.process = process;
  }

  /// Returns at once.
  ///
  /// @param group Kafka's consumer group; what it says goes to a file of this name
  static VpinProcess launch(
      Database database, String group, Map<String, String> settings, String output)
      throws IOException {
    List<String> arguments = RunningService.arguments(database, settings);
    Map<String, String> environment =
        Map.of(
            "BUCKET_SIZE", "300",
            "NUM_BUCKETS", "20",
            "EMIT_INTERVAL", "10",
            "KAFKA_GROUP_ID", group,
            "KAFKA_OUTPUT_TOPIC", output);
    return new VpinProcess(
        ServiceJar.of(JAR, arguments, environment)
            .process(arguments, environment)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(Path.of("target", group + ".log").toFile()))
            .start());
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// SIGTERM; the exit code, or -1 when it still runs after 20 seconds.
  int end() throws InterruptedException {
    process.destroy();
    return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
