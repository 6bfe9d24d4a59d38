package dev.tradewitness.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One keep-alive connection with at most one request under way. Guarded by its load's lock.
final class Connection {
  private static final int READ_BYTES = 16 << 10;

  final Request request = new Request();
  final ResponseParser parser = new ResponseParser();
  private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;

  /// From when the latency of the request under way counts.
  long startNanos;

  /// When the request under way was written; in an open loop later than [#startNanos].
  long sentNanos;

  /// When it last had nothing to send.
  long idleNanos;

  boolean busy;

  void open(InetSocketAddress target, Selector selector) throws IOException {
    var fresh = SocketChannel.open();
    try {
      fresh.connect(target);
      fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
      fresh.configureBlocking(false);
      key = fresh.register(selector, SelectionKey.OP_READ, this);
      channel = fresh;
      parser.reset();
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
  }

  boolean isOpen() {
    return channel != null;
  }

  /// Writes as much of the request as the socket takes; the rest follows when it is writable.
  void write() throws IOException {
    var bytes = request.bytes();
    open().write(bytes);
    var selection = key;
    if (selection != null) {
      int wanted =
          bytes.hasRemaining()
              ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
              : SelectionKey.OP_READ;
      if (selection.interestOps() != wanted) {
        selection.interestOps(wanted);
        selection.selector().wakeup();
      }
    }
  }

  /// @return whether the answer is complete
  boolean read() throws IOException {
    while (true) {
      in.clear();
      int count = open().read(in);
      if (count < 0) {
        throw new EOFException("closed by the server");
      }
      if (count == 0) {
        return false;
      }
      in.flip();
      if (!busy) {
        throw new MalformedResponseException("bytes that were not asked for");
      }
      if (parser.feed(in)) {
        if (in.hasRemaining()) {
          throw new MalformedResponseException("more than one answer to one request");
        }
        return true;
      }
    }
  }

  private SocketChannel open() throws IOException {
    var current = channel;
    if (current == null) {
      throw new EOFException("not connected");
    }
    return current;
  }

  void close() {
    var current = channel;
    channel = null;
    key = null;
    busy = false;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }
}
