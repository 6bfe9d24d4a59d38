package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Over TLS. The handshake is part of the first read.
final class SocketWire implements Wire {

  private static final Logger log = LoggerFactory.getLogger(SocketWire.class);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  SocketWire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setKeepAlive(true);
    socket.setTcpNoDelay(true);
    socket.setSendBufferSize(SEND_BUFFER_BYTES);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return in.read(into, offset, length);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("connection not closed in order");
    }
  }

  @Override
  public void cut() {
    try {
      // A TLS socket would wait for the write that is to be cut off.
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      log.atDebug().setCause(e).log("connection is closed already");
    }
    close();
  }

  @Override
  public String peer() {
    return String.valueOf(socket.getRemoteSocketAddress());
  }
}
