package dev.tradewitness.system.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Connections that ask one thing many times over and do not read what comes.
public final class SlowReaders implements AutoCloseable {

  /// More than the kernel holds for one connection between two programs of a machine.
  private static final long BUFFERS_MAX = 12 << 20;

  /// Behind the first byte.
  private static final String REFUSAL = "TTP/1.1 503";

  private static final Duration QUIET = Duration.ofSeconds(2);

  /// What became of a connection.
  public enum Fate {
    /// The server closed it in the middle of an answer.
    CUT_OFF,
    /// The server closed it after a 503.
    REFUSED,
    /// It is open, and all that was asked had been answered into buffers.
    ANSWERED,
    /// It is open, and the server had waited for the reader.
    WAITED_FOR
  }

  private final List<SocketChannel> channels = new ArrayList<>();

  /// Those of which the first byte has come: no more is taken of them.
  private final Set<SocketChannel> answered = new HashSet<>();

  /// Asks, and returns after `time` however much of the asking found room.
  public static SlowReaders ask(int port, String path, int readers, int times, Duration time)
      throws IOException, InterruptedException {
    var slow = new SlowReaders();
    byte[] question =
        "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .formatted(path)
            .repeat(times)
            .getBytes(StandardCharsets.US_ASCII);
    var left = new ArrayList<ByteBuffer>();
    try {
      for (int i = 0; i < readers; i++) {
        SocketChannel channel = SocketChannel.open();
        slow.channels.add(channel);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        left.add(ByteBuffer.wrap(question));
      }
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        for (int i = 0; i < readers; i++) {
          write(slow.channels.get(i), left.get(i));
        }
        Thread.sleep(20);
      }
      return slow;
    } catch (IOException | InterruptedException e) {
      slow.close();
      throw e;
    }
  }

  private static void write(SocketChannel channel, ByteBuffer question) {
    try {
      var _ = channel.write(question);
    } catch (IOException e) { // closed already
      question.position(question.limit());
    }
  }

  /// Looks whose answer has begun since the last call; how many there are.
  public int begun() throws IOException {
    int begun = 0;
    for (SocketChannel channel : channels) {
      if (!answered.contains(channel) && hasBegun(channel)) {
        answered.add(channel);
        begun++;
      }
    }
    return begun;
  }

  private static boolean hasBegun(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1)) != 0;
    } catch (IOException e) { // closed already
      return true;
    }
  }

  /// Reads what there is, and says how many met which fate.
  public Map<Fate, Integer> fates() throws IOException {
    var fates = new EnumMap<Fate, Integer>(Fate.class);
    for (SocketChannel channel : channels) {
      channel.configureBlocking(true);
      fates.merge(fate(channel.socket()), 1, Integer::sum);
    }
    return fates;
  }

  private static Fate fate(Socket socket) throws IOException {
    socket.setSoTimeout((int) QUIET.toMillis());
    InputStream input = socket.getInputStream();
    byte[] buffer = new byte[1 << 16];
    long read = 0;
    boolean isRefused = false;
    try {
      for (int count; (count = input.read(buffer)) >= 0; ) {
        read += count;
        isRefused |= new String(buffer, 0, count, StandardCharsets.ISO_8859_1).contains(REFUSAL);
        if (read > BUFFERS_MAX) {
          return Fate.WAITED_FOR;
        }
      }
      return isRefused ? Fate.REFUSED : Fate.CUT_OFF;
    } catch (SocketTimeoutException e) {
      return Fate.ANSWERED;
    } catch (IOException e) {
      return isRefused ? Fate.REFUSED : Fate.CUT_OFF;
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
