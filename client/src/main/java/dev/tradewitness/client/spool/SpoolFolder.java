package dev.tradewitness.client.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The spool's folder: made durably, and used by one client at a time.
final class SpoolFolder {

  private SpoolFolder() {}

  /// Makes the folder and those above it, and their names durable.
  static void create(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (Files.isDirectory(folder) || parent == null) {
      return;
    }
    create(parent);
    Files.createDirectories(folder);
    forceNames(parent);
  }

  /// Makes the names in a folder durable.
  static void forceNames(Path folder) throws IOException {
    try (var names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /// The lock ends with the channel, or with the process.
  ///
  /// @throws IOException when somebody else has it
  static FileChannel lock(Path folder) throws IOException {
    Path file = folder.resolve("lock");
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("this process uses the spool already: " + file, e);
    }
    channel.close();
    throw new IOException("another process uses the spool: " + file);
  }
}
