package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Over plain TCP or a Unix socket.
final class ChannelWire implements Wire {

  private static final Logger log = LoggerFactory.getLogger(ChannelWire.class);

  private final SocketChannel channel;
  private final String peer;

  ChannelWire(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.peer = String.valueOf(channel.getRemoteAddress());
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("connection not closed in order");
    }
  }

  @Override
  public void cut() {
    close();
  }

  @Override
  public String peer() {
    return peer;
  }
}
