package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLServerSocket;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/// A TCP port with TLS.
final class TlsListener implements Listener {

  private static final int BACKLOG = 128;

  private final SSLServerSocket server;

  private TlsListener(SSLServerSocket server) {
    this.server = server;
  }

  static TlsListener open(InetSocketAddress address, SslBundle bundle) throws IOException {
    var server =
        (SSLServerSocket) bundle.createSslContext().getServerSocketFactory().createServerSocket();
    SslOptions options = bundle.getOptions();
    if (options.getEnabledProtocols() != null) {
      server.setEnabledProtocols(options.getEnabledProtocols());
    }
    if (options.getCiphers() != null) {
      server.setEnabledCipherSuites(options.getCiphers());
    }
    // A bundle with certificates to trust says whose clients are let in.
    server.setNeedClientAuth(bundle.getStores().getTrustStore() != null);
    try {
      server.setReuseAddress(true);
      server.bind(address, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw Taken.of(address, e);
    }
    return new TlsListener(server);
  }

  @Override
  public Wire accept() throws IOException {
    return new SocketWire(server.accept());
  }

  @Override
  public boolean isOpen() {
    return !server.isClosed();
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
