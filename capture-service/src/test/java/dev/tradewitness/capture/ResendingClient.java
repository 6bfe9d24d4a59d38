package dev.tradewitness.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/// A client as the page on LDJSON asks for: keeps what is not acknowledged, and sends it again,
/// from the first such line on, over the next connection.
final class ResendingClient {

  private static final int CHUNK = 50;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final IntSupplier port;
  private final List<byte[]> lines;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private int connections;

  /// @param port asked before each connection
  ResendingClient(IntSupplier port, String src, int count, int length) {
    this.port = port;
    this.lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String line =
          "{\"v\":1,\"src\":\"%s\",\"ts\":%d,\"type\":\"event\",\"data\":{\"n\":%d,\"pad\":\""
              .formatted(src, System.currentTimeMillis(), i);
      lines.add(
          (line + "x".repeat(Math.max(0, length - line.length() - 4)) + "\"}}\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
  }

  /// Lines that were written, those sent again as well.
  long sent() {
    return sent.get();
  }

  long bytes() {
    return bytes.get();
  }

  long acknowledged() {
    return acknowledged.get();
  }

  int connections() {
    return connections;
  }

  /// Returns when every line is acknowledged.
  void run() {
    while (acknowledged.get() < lines.size()) {
      int from = (int) acknowledged.get();
      try (var client = LdjsonClient.greeted(port.getAsInt())) {
        connections++;
        var reader = Thread.ofVirtual().start(() -> readAcks(client, from));
        send(client, from);
        join(reader);
      } catch (IOException _) {
        LockSupport.parkNanos(PAUSE_NANOS); // the service is gone: it is tried again
      }
    }
  }

  private void send(LdjsonClient client, int from) throws IOException {
    for (int i = from; i < lines.size(); i += CHUNK) {
      var chunk = new ByteArrayOutputStream();
      int end = Math.min(i + CHUNK, lines.size());
      lines.subList(i, end).forEach(chunk::writeBytes);
      client.sendBytes(chunk.toByteArray());
      sent.addAndGet(end - i);
      bytes.addAndGet(chunk.size());
    }
  }

  private void readAcks(LdjsonClient client, int from) {
    try {
      for (long ack = client.ack(); ack >= 0; ack = client.ack()) {
        acknowledged.set(from + ack);
        if (from + ack == lines.size()) {
          return;
        }
      }
    } catch (IOException _) {
      // The connection is gone, and the next one begins behind what is acknowledged.
    }
    client.close();
  }

  private static void join(Thread reader) {
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
