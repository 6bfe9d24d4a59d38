package dev.tradewitness.authorize;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.testservers.Database;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// One authorize-service in a process of its own, to be killed.
final class ServiceProcess implements AutoCloseable {

  private final Process process;
  private final HttpCaller caller;

  private ServiceProcess(Process process, HttpCaller caller) {
    this.process = process;
    this.caller = caller;
  }

  static ServiceProcess start(Database database) throws IOException {
    int port = freePort();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(AuthorizeApplication.class.getName());
    command.addAll(RunningService.arguments(database, "server.port=" + port));
    command.remove("--server.port=0");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "killed-service.log").toFile())
            .start();
    var service = new ServiceProcess(process, new HttpCaller(port));
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> service.caller.get("/health").status() == 200);
    return service;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
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
        .atMost(Duration.ofSeconds(60))
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
