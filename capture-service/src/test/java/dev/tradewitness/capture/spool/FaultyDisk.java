package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/// The local disk, with failures at chosen operations. A write that fails writes some of its bytes.
final class FaultyDisk implements Disk {

  /// The process is dead: nothing behind it runs.
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  private final Disk disk = new LocalDisk();
  private final Random random;

  /// How many bytes of each file are known to survive a loss of power.
  private final Map<Path, Long> forced = new HashMap<>();

  /// Folders whose names of files and folders survive a loss of power, in the order of the calls.
  private final List<Path> forcedFolders = new ArrayList<>();

  private volatile CountDownLatch stalledUntil = new CountDownLatch(0);
  private boolean isFull;
  private boolean isDead;
  private int operationsLeft = Integer.MAX_VALUE;
  private int fullAfter = Integer.MAX_VALUE;
  private int openFiles;

  FaultyDisk(Random random) {
    this.random = random;
  }

  /// Whether changes fail that need room.
  void setFull(boolean full) {
    isFull = full;
    fullAfter = Integer.MAX_VALUE;
  }

  /// So many changes that need room succeed; then the disk is full.
  void fillAfter(int changes) {
    isFull = false;
    fullAfter = changes;
  }

  /// From now on fsync does not return, until the latch is opened.
  void stall(CountDownLatch until) {
    stalledUntil = until;
  }

  List<Path> forcedFolders() {
    return List.copyOf(forcedFolders);
  }

  int openFiles() {
    return openFiles;
  }

  /// The process dies at one of the next changes.
  void killAfter(int changes) {
    operationsLeft = changes;
  }

  /// Cuts every file somewhere behind what was forced.
  void losePower() throws IOException {
    for (var one : forced.entrySet()) {
      if (Files.exists(one.getKey())) {
        try (File file = disk.open(one.getKey())) {
          long lost = Math.max(0, file.size() - one.getValue());
          file.truncate(file.size() - random.nextLong(lost + 1));
        }
      }
    }
  }

  private void change(boolean needsRoom) throws IOException {
    if (isDead || operationsLeft-- <= 0) {
      isDead = true;
      throw new Killed();
    }
    if (needsRoom && fullAfter-- <= 0) {
      fullAfter = Integer.MAX_VALUE;
      isFull = true;
    }
    if (isFull && needsRoom) {
      throw new IOException("No space left on device");
    }
  }

  private void awaitDisk() throws IOException {
    try {
      stalledUntil.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  @Override
  public File open(Path path) throws IOException {
    File file = disk.open(path);
    forced.put(path, file.size());
    return new FaultyFile(path, file);
  }

  @Override
  public File create(Path path) throws IOException {
    change(true);
    forced.put(path, 0L);
    return new FaultyFile(path, disk.create(path));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    change(false);
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    change(false);
    disk.delete(path);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    change(true);
    disk.forceFolder(folder);
    forcedFolders.add(folder);
  }

  private final class FaultyFile implements File {
    private final Path path;
    private final File file;

    FaultyFile(Path path, File file) {
      this.path = path;
      this.file = file;
      openFiles++;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      return file.read(into, at);
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
      int some = 1 + random.nextInt(from.remaining());
      try {
        change(true);
      } catch (IOException | Killed e) {
        int _ = writeSome(from, some, at);
        throw e;
      }
      return writeSome(from, random.nextBoolean() ? some : from.remaining(), at);
    }

    private int writeSome(ByteBuffer from, int bytes, long at) throws IOException {
      int limit = from.limit();
      int written = file.write(from.limit(from.position() + bytes), at);
      from.limit(limit);
      return written;
    }

    @Override
    public void force() throws IOException {
      awaitDisk();
      change(true);
      file.force();
      forced.put(path, file.size());
    }

    @Override
    public void truncate(long size) throws IOException {
      change(false);
      file.truncate(size);
      forced.merge(path, size, Math::min);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      file.close();
      openFiles--;
    }
  }
}
