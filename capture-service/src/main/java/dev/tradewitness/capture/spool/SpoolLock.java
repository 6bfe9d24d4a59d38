package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A file that one process has locked, and one owner in it; the lock ends with the process, too.
final class SpoolLock implements AutoCloseable {

  /// Files whose lock this process has, or is about to take. POSIX frees all of a process's locks
  /// on a file when the process closes any descriptor of it, so an attempt that is refused must not
  /// open the file at all.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private SpoolLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Makes the file where there is none.
  ///
  /// @throws IOException when somebody else has it
  static SpoolLock take(Path folder, String name) throws IOException {
    Path file = folder.toRealPath().resolve(name);
    if (!HELD.add(file)) {
      throw new IOException("this process uses it already: " + file);
    }
    try {
      return new SpoolLock(file, locked(file));
    } catch (IOException | RuntimeException e) {
      HELD.remove(file);
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
      throw new IOException("cannot be locked: " + file, e);
    }
    channel.close();
    throw new IOException("another process uses " + file);
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD.remove(file);
      }
    }
  }
}
