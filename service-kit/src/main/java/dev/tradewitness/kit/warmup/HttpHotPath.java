package dev.tradewitness.kit.warmup;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntFunction;

/// Posts JSON to a [RehearsalServer] over one connection that it keeps, by plain sockets: an HTTP
/// client would be cold itself and cost more than the server.
public final class HttpHotPath implements HotPath {

  private static final int LIMIT_MILLIS = 10_000;
  private static final int ANSWER_BYTES_MAX = 64 * 1024;
  private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};
  private static final String LENGTH = "\r\ncontent-length:";

  private final String name;
  private final RehearsalServer server;
  private final IntFunction<byte[]> bodies;
  private final Socket socket = new Socket();
  private final byte[] answer = new byte[ANSWER_BYTES_MAX];

  /// @param server is closed with the path
  /// @param bodies the body of a round, JSON
  public HttpHotPath(String name, RehearsalServer server, IntFunction<byte[]> bodies)
      throws IOException {
    this.name = name;
    this.server = server;
    this.bodies = bodies;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(LIMIT_MILLIS);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), LIMIT_MILLIS);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void round(int number) throws IOException {
    byte[] body = bodies.apply(number);
    byte[] head =
        ("POST "
                + server.path()
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    var request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    socket.getOutputStream().write(request);
    int status = readAnswer();
    if (status / 100 != 2) {
      throw new IOException("the rehearsal's request was answered with " + status);
    }
  }

  /// @return the status
  private int readAnswer() throws IOException {
    int read = 0;
    int body = -1;
    while (body < 0) {
      read += readMore(read);
      body = bodyAt(read);
    }
    String head = new String(answer, 0, body, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    int length = head.indexOf(LENGTH);
    if (length < 0) {
      throw new IOException("an answer of unknown length");
    }
    int from = length + LENGTH.length();
    int end = body + Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
    while (read < end) {
      read += readMore(read);
    }
    return Integer.parseInt(head.substring(9, 12)); // after "http/1.1 "
  }

  private int readMore(int from) throws IOException {
    int count = socket.getInputStream().read(answer, from, answer.length - from);
    if (count <= 0) {
      throw new EOFException("the answer ended early");
    }
    return count;
  }

  /// Where the body begins, negative while the head is not complete.
  private int bodyAt(int read) {
    for (int i = 0; i + BLANK_LINE.length <= read; i++) {
      if (answer[i] == '\r'
          && answer[i + 1] == '\n'
          && answer[i + 2] == '\r'
          && answer[i + 3] == '\n') {
        return i + BLANK_LINE.length;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    server.close();
  }
}
