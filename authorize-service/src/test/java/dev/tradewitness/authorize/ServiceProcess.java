package dev.tradewitness.authorize;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.ServiceJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// One authorize-service in a process of its own, to be killed.
final class ServiceProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target", "authorize-service.jar");

  private final Process process;
  private final HttpCaller caller;

  private ServiceProcess(Process process, HttpCaller caller) {
    this.process = process;
    this.caller = caller;
  }

  static ServiceProcess start(Database database) throws IOException {
    int port = ReservedPorts.one();
    var arguments = new ArrayList<>(RunningService.arguments(database, "server.port=" + port));
    arguments.remove("--server.port=0");
    Process process =
        ServiceJar.of(JAR, arguments, Map.of())
            .process(arguments, Map.of())
            .redirectOutput(Path.of("target", "killed-service.log").toFile())
            .start();
    var service = new ServiceProcess(process, new HttpCaller(port));
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(() -> service.caller.get("/health").status() == 200);
    return service;
  }

  Reply authorize(String client, String id, String symbol, String side, String qty, String price) {
    return caller.post("/v1/authorize", RunningService.order(client, id, symbol, side, qty, price));
  }

  Reply put(String path, String body) {
    return caller.put(path, body);
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
