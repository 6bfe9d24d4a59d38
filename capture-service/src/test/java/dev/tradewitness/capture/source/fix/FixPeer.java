package dev.tradewitness.capture.source.fix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// A counterparty that writes what it is told to, right or wrong. Fields are written with `|`.
final class FixPeer implements AutoCloseable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd-HH:mm:ss.SSS");
  private static final int PATIENCE_MILLIS = 20_000;

  private final String name;
  private final Socket socket;
  private final InputStream in;

  FixPeer(int port, String name) throws IOException {
    this.name = name;
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.in = socket.getInputStream();
  }

  static String now() {
    return TIME.format(LocalDateTime.now(ZoneOffset.UTC));
  }

  /// Sends the logon and reads its answer.
  FixPeer logon() throws IOException {
    send("A", 1, "98=0|108=30|141=Y|");
    String answer = read();
    if (answer == null || !answer.contains("|35=A|")) {
      throw new IOException("no logon: " + answer);
    }
    return this;
  }

  void send(String type, int number, String fields) throws IOException {
    write(framed(header(type, "34=" + number + "|") + fields));
  }

  void order(int number) throws IOException {
    send("D", number, "11=O-" + number + "|55=AAPL|54=1|40=2|44=1.50|38=10|");
  }

  String header(String type, String number) {
    return "35=" + type + "|" + number + "49=" + name + "|56=TW|52=" + now() + "|";
  }

  /// With the right length and checksum.
  static String framed(String body) {
    return framed("FIX.4.4", body.length(), body);
  }

  static String framed(String beginString, int bodyLength, String body) {
    String text = "8=%s|9=%d|%s".formatted(beginString, bodyLength, body);
    int sum = text.replace('|', '\u0001').chars().sum() & 0xFF;
    return text + "10=%03d|".formatted(sum);
  }

  void write(String text) throws IOException {
    write(text.replace('|', '\u0001').getBytes(StandardCharsets.ISO_8859_1));
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// The next message but heartbeats, or null when the connection was closed.
  @Nullable String read() throws IOException {
    while (true) {
      String message = next();
      if (message == null || !message.contains("|35=0|")) {
        return message;
      }
    }
  }

  private @Nullable String next() throws IOException {
    var message = new ByteArrayOutputStream();
    try {
      while (true) {
        int b = in.read();
        if (b < 0) {
          return null;
        }
        message.write(b == 1 ? '|' : b);
        String text = message.toString(StandardCharsets.ISO_8859_1);
        if (b == 1 && text.matches("(?s).*\\|10=[0-9]{3}\\|")) {
          return text;
        }
      }
    } catch (SocketException _) {
      return null; // reset
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
