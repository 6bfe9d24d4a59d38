package dev.tradewitness.client.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Held by the one client that uses a folder; it ends with the process, too.
final class SpoolLock implements AutoCloseable {

  /// Folders whose lock this process has, or is about to take. POSIX frees all of a process's locks
  /// on a file when the process closes any descriptor of it, so an attempt that is refused must not
  /// open the lock file at all.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private SpoolLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /// @throws IOException when somebody else has it
  static SpoolLock take(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      throw new IOException("this process uses the spool already: " + real);
    }
    try {
      return new SpoolLock(real, locked(real.resolve("lock")));
    } catch (IOException | RuntimeException e) {
      HELD.remove(real);
      throw e;
    }
  }

  private static FileChannel locked(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (IOException | OverlappingFileLockException e) {
      channel.close();
      throw new IOException("the spool cannot be locked: " + file, e);
    }
    channel.close();
    throw new IOException("another process uses the spool: " + file);
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD.remove(folder);
      }
    }
  }
}
