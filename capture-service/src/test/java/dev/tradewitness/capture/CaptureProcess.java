package dev.tradewitness.capture;

import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// The built jar as a process of its own, to be ended in every way a process can end.
final class CaptureProcess implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofMinutes(5);
  private static final Path JAR = Path.of("target", "capture-service.jar");

  private final Process process;
  private final int port;
  private final CaptureHttp http;

  private CaptureProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    this.http = new CaptureHttp(port);
  }

  /// Returns when it answers.
  static CaptureProcess start(Database database, String... settings) {
    int port = freePort();
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString(),
                "--server.port=" + port,
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                // Killed, it stays in its consumer groups, which others wait for, so long only.
                "--spring.kafka.consumer.properties.session.timeout.ms=10000"));
    command.addAll(List.of(settings));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(
                    Path.of("target", "capture-process.log").toFile()));
    builder.environment().put("SPRING_DATASOURCE_PASSWORD", database.password());
    builder.environment().put("TRADEWITNESS_CAPTURE_SIGNING_SEED", CaptureTest.SEED);
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", Servers.kafka().bootstrapServers());
    try {
      var started = new CaptureProcess(builder.start(), port);
      await()
          .atMost(START_PATIENCE)
          .ignoreExceptions()
          .until(() -> started.http.get("/actuator/health/readiness").status() == 200);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CaptureHttp http() {
    return http;
  }

  int port() {
    return port;
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

  private static int freePort() {
    int port = 0;
    while (!isFree(port)) {
      port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    }
    return port;
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port != 0;
    } catch (IOException e) {
      return false; // taken
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
