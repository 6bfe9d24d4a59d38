package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// A Unix socket at a path.
final class UnixListener implements Listener {

  private final ServerSocketChannel server;
  private final Path path;

  private UnixListener(ServerSocketChannel server, Path path) {
    this.server = server;
    this.path = path;
  }

  /// The socket appears at its path with its permissions: it is made in a folder that nobody else
  /// enters, and moved.
  static UnixListener open(Path socket, Set<PosixFilePermission> permissions) throws IOException {
    Path path = socket.toAbsolutePath();
    removeStale(path);
    Path folder = Files.createTempDirectory(path.getParent(), ".s");
    try {
      Path hidden = folder.resolve("s");
      var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(hidden));
        Files.setPosixFilePermissions(hidden, permissions);
        Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException | RuntimeException e) {
        server.close();
        Files.deleteIfExists(hidden);
        throw e;
      }
      return new UnixListener(server, path);
    } finally {
      Files.delete(folder);
    }
  }

  /// Removes what a process that died has left.
  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean socket =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther();
    if (!socket) {
      throw new IllegalStateException(path + " is there and is no socket; it stays as it is");
    }
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new IllegalStateException("another process answers on " + path);
    } catch (ConnectException _) {
      Files.delete(path);
    }
  }

  @Override
  public Wire accept() throws IOException {
    return new ChannelWire(server.accept());
  }

  @Override
  public boolean isOpen() {
    return server.isOpen();
  }

  @Override
  public int port() {
    return -1;
  }

  @Override
  public String name() {
    return "unix";
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
  }
}
