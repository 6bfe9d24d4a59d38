package dev.tradewitness.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Passes bytes on: to the server at once, from it with a delay.
final class SlowRelay implements AutoCloseable {

  private final ServerSocket listening;
  private final int server;
  private final Duration delay;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  SlowRelay(int server, Duration delay) throws IOException {
    this.listening = new ServerSocket(0, 128, InetAddress.ofLiteral("127.0.0.1"));
    this.server = server;
    this.delay = delay;
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        var to = new Socket(InetAddress.ofLiteral("127.0.0.1"), server);
        threads.execute(() -> pass(client, to, Duration.ZERO));
        threads.execute(() -> pass(to, client, delay));
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void pass(Socket from, Socket to, Duration delay) {
    byte[] buffer = new byte[16 * 1024];
    try (from;
        to) {
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        Thread.sleep(delay);
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException _) {
      // Either side has closed: both are closed now.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }
}
