package dev.tradewitness.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A TCP server that misbehaves in one way: what answers can look like when something between
/// client and service is broken. It never answers as a service does.
public final class RudeServer implements AutoCloseable {

  /// What is done to each connection once the request's head is there.
  public interface Rudeness {
    void to(Socket connection) throws IOException;
  }

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final LinkedBlockingQueue<String> heads = new LinkedBlockingQueue<>();

  public RudeServer(Rudeness rudeness) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(rudeness));
  }

  private void accept(Rudeness rudeness) {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        open.add(connection);
        Thread.ofVirtual().start(() -> serve(connection, rudeness));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection, Rudeness rudeness) {
    try {
      heads.add(head(connection.getInputStream()));
      rudeness.to(connection);
    } catch (IOException e) {
      // The client went away, as some tests want it to.
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("the request ends in its head");
      }
      head.write(read);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /// Writes text as it is.
  public static Rudeness saying(String text) {
    return connection -> {
      connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      connection.getOutputStream().flush();
    };
  }

  /// A whole HTTP answer.
  public static String http(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, body);
  }

  /// The connection is reset instead of closed in order.
  public static Rudeness resetting() {
    return connection -> {
      connection.setSoLinger(true, 0);
      connection.close();
    };
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /// The head of the next request.
  public String nextHead() throws InterruptedException {
    String head = heads.poll(60, TimeUnit.SECONDS);
    if (head == null) {
      throw new AssertionError("no request came");
    }
    return head;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
