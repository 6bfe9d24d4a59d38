package dev.tradewitness.capture;

import static org.awaitility.Awaitility.await;

import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.ServiceJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The built jar as a process of its own, to be ended in every way a process can end.
final class CaptureProcess implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofMinutes(5);
  private static final Path JAR = Path.of("target", "capture-service.jar");

  private final Process process;
  private final int port;
  private final int ldjsonPort;
  private final CaptureHttp http;

  private CaptureProcess(Process process, int port, int ldjsonPort) {
    this.process = process;
    this.port = port;
    this.ldjsonPort = ldjsonPort;
    this.http = new CaptureHttp(port);
  }

  /// Returns when it answers.
  static CaptureProcess start(Database database, String... settings) {
    return launch(database, settings).awaitReady();
  }

  /// Returns at once.
  static CaptureProcess launch(Database database, String... settings) {
    int port = ReservedPorts.one();
    int ldjsonPort = ReservedPorts.one();
    var arguments =
        new ArrayList<>(
            List.of(
                "--server.port=" + port,
                "--tradewitness.capture.ldjson.port=" + ldjsonPort,
                "--tradewitness.capture.ldjson.metrics-port=" + ReservedPorts.one(),
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                // Killed, it stays in its consumer groups, which others wait for, so long only.
                "--spring.kafka.consumer.properties.session.timeout.ms=10000"));
    var environment =
        Map.of(
            "SPRING_DATASOURCE_PASSWORD", database.password(),
            "TRADEWITNESS_CAPTURE_SIGNING_SEED", CaptureTest.SEED,
            "KAFKA_BOOTSTRAP_SERVERS", Servers.kafka().bootstrapServers());
    var jar = ServiceJar.of(JAR, List.copyOf(arguments), environment);
    arguments.addAll(List.of(settings));
    var builder =
        jar.process(arguments, environment)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(
                    Path.of("target", "capture-process.log").toFile()));
    try {
      return new CaptureProcess(builder.start(), port, ldjsonPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CaptureProcess awaitReady() {
    await()
        .atMost(START_PATIENCE)
        .ignoreExceptions()
        .until(() -> http.get("/actuator/health/readiness").status() == 200);
    return this;
  }

  CaptureHttp http() {
    return http;
  }

  int port() {
    return port;
  }

  int ldjsonPort() {
    return ldjsonPort;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// SIGTERM; the exit code, or -1 when it still runs after that time.
  int end(Duration patience) throws InterruptedException {
    process.destroy();
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
