package dev.tradewitness.capture;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Talks to the LDJSON door as any client would.
public final class LdjsonClient implements Closeable {

  public static final String HELLO = "{\"type\":\"hello\",\"v\":1,\"ack\":true}";

  private static final int PATIENCE_MILLIS = 60_000;

  private final Closeable connection;
  private final OutputStream out;
  private final BufferedReader answers;

  public LdjsonClient(int port) throws IOException {
    this(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  public LdjsonClient(Socket socket) throws IOException {
    this(socket, socket.getInputStream(), socket.getOutputStream());
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  private LdjsonClient(Closeable connection, InputStream in, OutputStream out) {
    this.connection = connection;
    this.out = out;
    this.answers = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
  }

  /// Over a Unix socket.
  public static LdjsonClient unix(Path path) throws IOException {
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    return new LdjsonClient(
        channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
  }

  /// One that has said hello and gets acknowledgements.
  public static LdjsonClient greeted(int port) throws IOException {
    return new LdjsonClient(port).send(HELLO);
  }

  /// Sends a line.
  public LdjsonClient send(String line) throws IOException {
    return sendBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public LdjsonClient sendBytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /// Says that nothing more comes.
  public LdjsonClient finish() throws IOException {
    ((Socket) connection).shutdownOutput();
    return this;
  }

  /// The next line from the door, null when it has closed the connection.
  public @Nullable String answer() throws IOException {
    try {
      return answers.readLine();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer and no end", e);
    } catch (SocketException e) {
      return null; // closed while bytes of ours were not read: a reset
    }
  }

  /// The next acknowledgement, or -1 when the door has closed the connection.
  public long ack() throws IOException {
    String line = answer();
    return line == null ? -1 : Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  /// Waits until that many lines are acknowledged.
  public LdjsonClient awaitAck(long lines) throws IOException {
    long acknowledged = 0;
    while (acknowledged < lines) {
      acknowledged = ack();
      if (acknowledged < 0) {
        throw new AssertionError("closed before " + lines + " lines were acknowledged");
      }
    }
    return this;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A message whose text makes it unlike any other.
  public static String event(String src, String text) {
    return """
    {"v":1,"src":"%s","ts":%d,"type":"event","data":{"level":"info","msg":"%s"}}\
    """
        .formatted(src, Instant.now().toEpochMilli(), text);
  }
}
