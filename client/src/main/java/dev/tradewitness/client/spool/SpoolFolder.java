package dev.tradewitness.client.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The spool's folder: made durably.
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
}
