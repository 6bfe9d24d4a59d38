package dev.tradewitness.benchmarks.ldjson;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Tally;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/// One connection: this thread writes, another one reads acknowledgements.
final class LdjsonSender implements Callable<Long> {
  /// Lines of one write.
  private static final int CHUNK = 32;

  private static final String ACK = "{\"ack\":";

  private final InetSocketAddress target;
  private final LdjsonLines lines;
  private final Bounds bounds;
  private final Tally tally;
  private final int window;
  private final Semaphore room;
  private final long[] sentNanos;
  // Written by this thread after the times of the lines, and read by the reader before them.
  private volatile long written;
  private volatile long acknowledged;
  private volatile boolean stopped;

  LdjsonSender(int port, LdjsonLines lines, int window, Bounds bounds, Tally tally) {
    this.target = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    this.lines = lines;
    this.window = Math.max(CHUNK, window / CHUNK * CHUNK);
    this.room = new Semaphore(this.window);
    this.sentNanos = new long[this.window];
    this.bounds = bounds;
    this.tally = tally;
  }

  void stop() {
    stopped = true;
  }

  /// @return lines that were acknowledged
  @Override
  public Long call() throws IOException, InterruptedException {
    try (var socket = new Socket()) {
      socket.connect(target);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(bounds.answerLimit().toMillis()));
      var reader = Thread.ofPlatform().name("ldjson-acks").start(() -> readAcks(socket));
      try {
        write(socket.getOutputStream());
        socket.shutdownOutput();
      } catch (IOException e) {
        tally.error("connection");
      }
      reader.join(bounds.answerLimit());
    }
    long missing = written - acknowledged;
    for (long i = 0; i < missing; i++) {
      tally.error("not acknowledged");
    }
    return acknowledged;
  }

  private void write(OutputStream out) throws IOException, InterruptedException {
    out.write(LdjsonLines.HELLO);
    byte[] chunk = new byte[CHUNK * LdjsonLines.LINE_BYTES];
    long end = System.nanoTime() + bounds.time().toNanos();
    while (!stopped && written + CHUNK <= bounds.requestsMax()) {
      long left = end - System.nanoTime();
      if (left <= 0 || !room.tryAcquire(CHUNK, left, java.util.concurrent.TimeUnit.NANOSECONDS)) {
        return;
      }
      lines.fill(chunk, CHUNK);
      long now = System.nanoTime();
      long first = written;
      for (int i = 0; i < CHUNK; i++) {
        sentNanos[(int) ((first + i) % window)] = now;
      }
      written = first + CHUNK;
      out.write(chunk);
    }
  }

  private void readAcks(Socket socket) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      String line;
      while ((line = in.readLine()) != null) {
        if (!line.startsWith(ACK)) {
          tally.error("answer " + line);
          return;
        }
        upTo(Long.parseLong(line, ACK.length(), line.indexOf('}'), 10));
      }
    } catch (SocketTimeoutException e) {
      tally.error("timeout");
      stopped = true;
    } catch (IOException e) {
      tally.error("connection");
      stopped = true;
    }
  }

  private void upTo(long number) {
    long now = System.nanoTime();
    long known = Math.min(number, written);
    long before = acknowledged;
    for (long i = before; i < known; i++) {
      tally.answered(now - sentNanos[(int) (i % window)]);
    }
    acknowledged = known;
    room.release((int) (known - before));
  }
}
