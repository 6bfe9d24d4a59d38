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

/// The [EchoServer] in a JVM of its own, which ends with this object.
public final class EchoProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final int POLL_MILLIS = 100;

  private final Process process;
  private final int port;

  private EchoProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts it and returns when it takes connections.
  ///
  /// @param jvmFlags of the service it is compared with
  /// @param answerBytes length of every answer
  public static EchoProcess start(List<String> jvmFlags, int answerBytes)
      throws IOException, InterruptedException {
    int port = freePort();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            EchoServer.class.getName(),
            Integer.toString(port),
            Integer.toString(answerBytes)));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
            .start();
    var echo = new EchoProcess(process, port);
    // An interrupted run must not leave it behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    try {
      echo.awaitPort();
      return echo;
    } catch (IOException | InterruptedException e) {
      echo.close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  public String path() {
    return EchoServer.PATH;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  private void awaitPort() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers()) {
      if (!process.isAlive()) {
        throw new IOException("the echo server ended with code " + process.exitValue());
      }
      if (System.nanoTime() > end) {
        throw new IOException("the echo server does not answer");
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
