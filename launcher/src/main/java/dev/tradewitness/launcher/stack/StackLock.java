package dev.tradewitness.launcher.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Held by the one program that brings a stack up; the system frees it when that program ends,
/// however it ends.
final class StackLock implements AutoCloseable {

  /// Folders whose lock this program has, or is about to take. POSIX frees all of a process's locks
  /// on a file when the process closes any descriptor of it, so an attempt that is refused must not
  /// open the lock file at all.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path runFolder;
  private final FileChannel channel;

  private StackLock(Path runFolder, FileChannel channel) {
    this.runFolder = runFolder;
    this.channel = channel;
  }

  /// Empty when another program holds it, or another stack in this very program.
  static Optional<StackLock> take(Path runFolder) throws IOException {
    Path real = Files.createDirectories(runFolder).toRealPath();
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    try {
      channel = locked(real.resolve("launcher.lock"));
    } finally {
      if (channel == null) {
        HELD.remove(real);
      }
    }
    return channel == null ? Optional.empty() : Optional.of(new StackLock(real, channel));
  }

  /// Null when another program has locked the file.
  private static @Nullable FileChannel locked(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean isLocked = false;
    try {
      isLocked = channel.tryLock() != null;
      return isLocked ? channel : null;
    } finally {
      if (!isLocked) {
        channel.close();
      }
    }
  }

  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(runFolder);
    }
  }
}
