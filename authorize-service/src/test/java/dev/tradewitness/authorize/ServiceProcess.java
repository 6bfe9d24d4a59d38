package dev.tradewitness.authorize;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.ServiceJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// One authorize-service in a process of its own, to be killed.
final class ServiceProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target", "authorize-service.jar");

  private static final Duration START_PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final HttpCaller caller;

  private ServiceProcess(Process process, HttpCaller caller) {
    this.process = process;
    this.caller = caller;
  }

  /// Returns when orders are decided.
  static ServiceProcess start(Database database, String... settings) throws IOException {
    ServiceProcess service = launch(database, settings);
    Awaitility.await().atMost(START_PATIENCE).until(() -> service.health() == 200);
    return service;
  }

  /// Returns at once; [#health] tells when it answers.
  static ServiceProcess launch(Database database, String... settings) throws IOException {
    int port = ReservedPorts.one();
    var arguments = new ArrayList<>(RunningService.arguments(database, settings));
    arguments.remove("--server.port=0");
    arguments.add("--server.port=" + port);
    Process process =
        ServiceJar.of(JAR, arguments, Map.of())
            .process(arguments, Map.of())
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(Path.of("target", "killed-service.log").toFile()))
            .start();
    return new ServiceProcess(process, new HttpCaller(port));
  }

  /// 200 while it decides, 503 while it stands by, 0 while it does not answer.
  int health() {
    try {
      return caller.get("/health").status();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  Reply authorize(String client, String id, String symbol, String side, String qty, String price) {
    return caller.post("/v1/authorize", RunningService.order(client, id, symbol, side, qty, price));
  }

  Reply get(String path) {
    return caller.get(path);
  }

  Reply post(String path, String body) {
    return caller.post(path, body);
  }

  Reply put(String path, String body) {
    return caller.put(path, body);
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /// As `kill -9` does.
  void kill() {
    process.destroyForcibly();
  }

  /// As SIGTERM does to a service that has started to its end; the exit code, once it ended.
  int terminate() {
    // The lanes are open, and so the service is healthy, a little before its start is complete.
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> caller.get("/actuator/health/readiness").status() == 200);
    process.destroy();
    return process.onExit().orTimeout(60, TimeUnit.SECONDS).join().exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    caller.close();
  }
}
