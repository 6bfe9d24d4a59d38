package dev.tradewitness.benchmarks.probe;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A server of this program in a JVM of its own, which ends with this object.
public final class ServerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final int POLL_MILLIS = 100;

  private final String name;
  private final Process process;
  private final int port;

  private ServerProcess(String name, Process process, int port) {
    this.name = name;
    this.process = process;
    this.port = port;
  }

  /// Starts it and returns when it takes connections.
  ///
  /// @param main gets a free port as its first argument
  /// @param jvmFlags of the service it is compared with
  /// @param arguments behind the port
  public static ServerProcess start(Class<?> main, List<String> jvmFlags, String... arguments)
      throws IOException, InterruptedException {
    int port = freePort();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), main.getName(), Integer.toString(port)));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
            .start();
    var server = new ServerProcess(main.getSimpleName(), process, port);
    // An interrupted run must not leave it behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    try {
      server.awaitPort();
      return server;
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  private void awaitPort() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers()) {
      if (!process.isAlive()) {
        throw new IOException("%s ended with code %d".formatted(name, process.exitValue()));
      }
      if (System.nanoTime() > end) {
        throw new IOException(name + " does not answer");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), POLL_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
