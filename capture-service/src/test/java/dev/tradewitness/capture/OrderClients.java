package dev.tradewitness.capture;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Sends orders in a closed loop over a few connections, kept or a new one for each order.
///
/// @param keepAlive whether connections are kept
record OrderClients(int port, int connections, int ordersEach, boolean keepAlive) {

  /// @param ids of the orders sent
  /// @param failures orders that were not answered 202
  /// @param millis of each order, ascending
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Result(Queue<String> ids, Queue<String> failures, double[] millis) {

    double percentile(int percent) {
      return millis[Math.min(millis.length - 1, millis.length * percent / 100)];
    }

    String text() {
      return "%.2f | %.2f".formatted(percentile(50), percentile(99));
    }
  }

  /// @param prefix of the order ids
  Result run(String prefix) throws InterruptedException {
    var ids = new ConcurrentLinkedQueue<String>();
    var failures = new ConcurrentLinkedQueue<String>();
    var millis = new ConcurrentLinkedQueue<Double>();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < connections; client++) {
        String name = prefix + (keepAlive ? "-k" : "-n") + client;
        clients.execute(() -> {
          try (var connection = new Connection()) {
            for (int i = 0; i < ordersEach; i++) {
              String id = name + "-" + i;
              ids.add(id);
              long start = System.nanoTime();
              String status = connection.send(id);
              millis.add((System.nanoTime() - start) / 1e6);
              if (!status.contains(" 202 ")) {
                failures.add(id + ": " + status);
              }
            }
          } catch (IOException e) {
            failures.add(name + ": " + e);
          }
        });
      }
      clients.shutdown();
      if (!clients.awaitTermination(3, TimeUnit.MINUTES)) {
        failures.add(prefix + ": not done");
      }
    }
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Result(ids, failures, sorted);
  }

  static String order(String id) {
    return """
    {"order_id":"%s","symbol":"EURUSD","side":"BUY","type":"LIMIT","price":1.0850,"quantity":"1","pin":"S3CRET"}\
    """
        .formatted(id);
  }

  private final class Connection implements AutoCloseable {
    private Socket socket = new Socket();
    private InputStream input = InputStream.nullInputStream();

    /// The status line.
    String send(String id) throws IOException {
      if (!socket.isConnected() || socket.isClosed()) {
        socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        input = new BufferedInputStream(socket.getInputStream());
      }
      String body = order(id);
      String request =
          """
          POST /api/orders?token=S3CRET HTTP/1.1\r
          Host: broker.example\r
          Content-Type: application/json\r
          Authorization: Bearer S3CRET\r
          Cookie: session=S3CRET\r
          Connection: %s\r
          Content-Length: %d\r
          \r
          %s\
          """
              .formatted(keepAlive ? "keep-alive" : "close", body.length(), body);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String status = line();
      int length = 0;
      for (String header = line(); !header.isEmpty(); header = line()) {
        if (header.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(15).strip());
        }
      }
      input.skipNBytes(length);
      if (!keepAlive) {
        socket.close();
      }
      return status;
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int b = input.read(); b != '\n'; b = input.read()) {
        if (b < 0) {
          throw new IOException("closed after: " + line);
        }
        if (b != '\r') {
          line.append((char) b);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
