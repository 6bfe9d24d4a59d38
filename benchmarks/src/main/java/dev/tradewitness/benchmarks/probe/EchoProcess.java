package dev.tradewitness.benchmarks.probe;

import java.io.IOException;
import java.util.List;

/// The [EchoServer] in a JVM of its own, which ends with this object.
public final class EchoProcess implements AutoCloseable {
  private final ServerProcess process;

  private EchoProcess(ServerProcess process) {
    this.process = process;
  }

  /// Starts it and returns when it takes connections.
  ///
  /// @param jvmFlags of the service it is compared with
  /// @param answerBytes length of every answer
  public static EchoProcess start(List<String> jvmFlags, int answerBytes)
      throws IOException, InterruptedException {
    return new EchoProcess(
        ServerProcess.start(EchoServer.class, jvmFlags, Integer.toString(answerBytes)));
  }

  public int port() {
    return process.port();
  }

  public String path() {
    return EchoServer.PATH;
  }

  @Override
  public void close() {
    process.close();
  }
}
