package dev.tradewitness.benchmarks.ldjson;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads lines from sockets, parses each as capture-service does, and acknowledges all that a read
/// brought. Stores nothing: what is lost between it and the LDJSON door is what hashing, signing,
/// numbering and storing cost.
public final class PlainReader {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int BACKLOG = 64;

  private PlainReader() {}

  /// Runs until the process is ended.
  ///
  /// @param args port
  public static void main(String[] args) throws IOException {
    try (var server = new ServerSocket()) {
      server.bind(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(args[0])),
          BACKLOG);
      serve(server);
    }
  }

  /// Runs until the socket is closed.
  static void serve(ServerSocket server) throws IOException {
    while (!server.isClosed()) {
      Socket socket = server.accept();
      Thread.ofPlatform().daemon().name("plain-reader").start(() -> read(socket));
    }
  }

  private static void read(Socket accepted) {
    try (Socket socket = accepted) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      int held = 0;
      long lines = -1; // the hello does not count
      int read = in.read(buffer);
      while (read >= 0) {
        held += read;
        int start = 0;
        for (int i = 0; i < held; i++) {
          if (buffer[i] == '\n') {
            Json.parseObject(Arrays.copyOfRange(buffer, start, i), JsonLimits.EVENT);
            lines++;
            start = i + 1;
          }
        }
        System.arraycopy(buffer, start, buffer, 0, held - start);
        held -= start;
        if (start > 0 && lines > 0) {
          socket
              .getOutputStream()
              .write(("{\"ack\":" + lines + "}\n").getBytes(StandardCharsets.US_ASCII));
        }
        read = in.read(buffer, held, buffer.length - held);
      }
    } catch (IOException | JsonRefusedException e) {
      System.err.println("plain reader: " + e);
    }
  }
}
