package dev.tradewitness.client.delivery;

import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// One connection to an LDJSON door. For one thread, but for [#close], which ends whatever that
/// thread waits for.
final class LdjsonConnection implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int ACKNOWLEDGEMENT_BYTES_MAX = 1024;
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

  private final LdjsonAddress address;

  /// What is closed, also while it is being connected. Changed by the one thread.
  private volatile @Nullable Closeable socket;

  private volatile boolean isClosed;
  private @Nullable InputStream in;
  private @Nullable OutputStream out;

  /// Bytes of acknowledgements that are not whole.
  private final byte[] read = new byte[ACKNOWLEDGEMENT_BYTES_MAX];

  private int readBytes;
  private long sent;
  private long acknowledged;

  /// A connection that is not opened, and can be closed from now on.
  LdjsonConnection(LdjsonAddress address) {
    this.address = address;
  }

  /// Connects and says hello.
  void open(byte[] hello, @Nullable SSLContext tls) throws IOException {
    String host = address.host();
    if (host == null) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      uses(channel);
      channel.connect(UnixDomainSocketAddress.of(String.valueOf(address.path())));
      in = Channels.newInputStream(channel);
      out = Channels.newOutputStream(channel);
    } else {
      Socket plain = connected(host);
      Socket connected = address.isTls() ? secured(plain, host, tls) : plain;
      in = connected.getInputStream();
      out = connected.getOutputStream();
    }
    write(hello);
  }

  private void uses(Closeable fresh) throws IOException {
    socket = fresh;
    if (isClosed) { // by somebody who did not see it
      fresh.close();
      throw new IOException("closed");
    }
  }

  /// With the first of the host's addresses that takes the connection.
  private Socket connected(String host) throws IOException {
    IOException failure = new UnknownHostException(host);
    for (InetAddress one : InetAddress.getAllByName(host)) {
      var plain = new Socket();
      uses(plain);
      try {
        plain.setTcpNoDelay(true);
        plain.connect(new InetSocketAddress(one, address.port()), CONNECT_MILLIS);
        return plain;
      } catch (IOException e) {
        plain.close();
        failure = e;
      }
    }
    throw failure;
  }

  private Socket secured(Socket plain, String host, @Nullable SSLContext tls) throws IOException {
    SSLSocketFactory factory =
        tls == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : tls.getSocketFactory();
    var secured = (SSLSocket) factory.createSocket(plain, host, address.port(), true);
    var checks = secured.getSSLParameters();
    checks.setEndpointIdentificationAlgorithm("HTTPS"); // the server's name
    secured.setSSLParameters(checks);
    secured.startHandshake();
    return secured;
  }

  /// Sends lines.
  ///
  /// @return how many lines were sent before them
  long send(byte[] lines, int count) throws IOException {
    long before = sent;
    sent += count;
    write(lines);
    return before;
  }

  private void write(byte[] bytes) throws IOException {
    if (out == null) {
      throw new IOException("not connected");
    }
    out.write(bytes);
    out.flush();
  }

  /// Lines that are settled, of all that were sent.
  long acknowledged() {
    return acknowledged;
  }

  /// Returns once every line that was sent is settled.
  void awaitAll() throws IOException {
    while (acknowledged < sent) {
      readSome();
    }
  }

  private void readSome() throws IOException {
    if (in == null) {
      throw new IOException("not connected");
    }
    if (readBytes == read.length) {
      throw new IOException("an acknowledgement of more than " + read.length + " bytes");
    }
    int count = in.read(read, readBytes, read.length - readBytes);
    if (count < 0) {
      throw new IOException("the door closed the connection");
    }
    int end = readBytes + count;
    int from = 0;
    for (int i = readBytes; i < end; i++) {
      if (read[i] == '\n') {
        acknowledge(from, i);
        from = i + 1;
      }
    }
    System.arraycopy(read, from, read, 0, end - from);
    readBytes = end - from;
  }

  private void acknowledge(int from, int to) throws IOException {
    var line = new ByteArrayOutputStream();
    line.write(read, from, to - from);
    String number;
    try {
      number = JsonText.parseObject(line.toByteArray(), JsonLimits.EVENT).text("ack");
    } catch (JsonRefusedException e) {
      throw new IOException("not an acknowledgement: " + e.code(), e);
    }
    long all = number != null && NUMBER.matcher(number).matches() ? Long.parseLong(number) : -1;
    if (all < acknowledged || all > sent) {
      throw new IOException("an acknowledgement of %s lines of %d".formatted(number, sent));
    }
    acknowledged = all;
  }

  @Override
  public void close() {
    isClosed = true;
    Closeable now = socket;
    try {
      if (now != null) {
        now.close();
      }
    } catch (IOException e) {
      // It is not used any more, whatever its end says.
    }
  }
}
