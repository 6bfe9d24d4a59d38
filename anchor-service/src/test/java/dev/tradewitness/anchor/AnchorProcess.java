package dev.tradewitness.anchor;

import static org.awaitility.Awaitility.await;

import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.launcher.part.StartLayout;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The built jar as a process of its own.
final class AnchorProcess implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofMinutes(5);
  private static final Path JAR = Path.of("target", "anchor-service.jar");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final int port;

  private AnchorProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Returns at once.
  static AnchorProcess launch(Database database, String... settings) {
    int port = ReservedPorts.one();
    try {
      var command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-jar",
                  // Unpacked, it starts sooner. An archive of its classes takes longer than the two
                  // starts of the only test.
                  StartLayout.of(JAR).jar().toString(),
                  "--server.port=" + port,
                  "--spring.datasource.url=" + database.jdbcUrl(),
                  "--spring.datasource.username=" + database.user(),
                  "--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers(),
                  // Killed, it stays in its consumer group, which the other waits for, so long
                  // only.
                  "--spring.kafka.consumer.properties.session.timeout.ms=6000",
                  "--spring.kafka.consumer.properties.heartbeat.interval.ms=500"));
      command.addAll(List.of(settings));
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(
                      Path.of("target", "anchor-process.log").toFile()));
      builder
          .environment()
          .putAll(
              Map.of(
                  "SPRING_DATASOURCE_PASSWORD",
                  database.password(),
                  "TRADEWITNESS_ANCHOR_SIGNING_SEED",
                  "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="));
      return new AnchorProcess(builder.start(), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (PartFailedException e) {
      throw new IllegalStateException(JAR + " cannot be unpacked", e);
    }
  }

  void awaitReady() {
    await()
        .atMost(START_PATIENCE)
        .ignoreExceptions()
        .until(() -> get("/actuator/health/readiness").statusCode() == 200);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
