package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// A plain TCP port.
final class ChannelListener implements Listener {

  private static final int BACKLOG = 128;

  private final ServerSocketChannel server;

  private ChannelListener(ServerSocketChannel server) {
    this.server = server;
  }

  static ChannelListener open(InetSocketAddress address) throws IOException {
    var server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw Taken.of(address, e);
    }
    return new ChannelListener(server);
  }

  @Override
  public Wire accept() throws IOException {
    SocketChannel client = server.accept();
    client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    client.setOption(StandardSocketOptions.SO_SNDBUF, Wire.SEND_BUFFER_BYTES);
    return new ChannelWire(client);
  }

  @Override
  public boolean isOpen() {
    return server.isOpen();
  }

  @Override
  public int port() {
    return server.socket().getLocalPort();
  }

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
