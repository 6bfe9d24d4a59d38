package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Ports of 127.0.0.1 for servers that start a moment later, beside other programs that look for
/// ports in the same way: one program holds a port at most, from here until its JVM ends.
///
/// The system knows nothing of it. A file for each port, in a folder that the programs of one
/// account share, is locked; a JVM that ends in any way gives its locks up.
public final class ReservedPorts {
  private static final int ATTEMPTS_MAX = 1_000;

  /// Below those that Linux gives to outgoing connections (32768 and above).
  private static final int FIRST = 20_000;

  private static final int LAST = 29_999;
  private static final int SHIFT_MIN = 12_000;
  private static final int SHIFT_MAX = 13_600;

  /// By port. Never closed, and no second channel to such a file is: POSIX gives up every lock of a
  /// process on a file when any descriptor of it is closed.
  private static final Map<Integer, FileLock> HELD = new HashMap<>();

  private ReservedPorts() {}

  /// One that is free now, from 20000 to 29999.
  ///
  /// @throws IllegalStateException when none is found
  public static int one() {
    return FIRST + shift(List.of(FIRST), 0, LAST - FIRST);
  }

  /// A number that, added to each of the ports, gives ones that are free now.
  ///
  /// @param ports from 8000 to 19168, so that the sum is below the system's own range
  /// @throws IllegalStateException when none is found
  public static int shift(Collection<Integer> ports) {
    return shift(ports, SHIFT_MIN, SHIFT_MAX);
  }

  private static synchronized int shift(Collection<Integer> ports, int min, int max) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      int shift = ThreadLocalRandom.current().nextInt(min, max + 1);
      if (hold(ports.stream().map(port -> port + shift).toList())) {
        return shift;
      }
    }
    throw new IllegalStateException(
        "no free ports: %s shifted by %d to %d".formatted(ports, min, max));
  }

  private static boolean hold(List<Integer> ports) {
    var locks = new HashMap<Integer, FileLock>();
    try {
      for (int port : ports) {
        var lock = HELD.containsKey(port) ? null : lock(port);
        if (lock == null) {
          release(locks.values());
          return false;
        }
        locks.put(port, lock);
      }
    } catch (IOException e) {
      throw new IllegalStateException("ports cannot be reserved", e);
    }
    HELD.putAll(locks);
    return true;
  }

  /// Null when another program holds the port or listens there.
  private static @Nullable FileLock lock(int port) throws IOException {
    var channel =
        FileChannel.open(
            folder().resolve(Integer.toString(port)),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    var lock = channel.tryLock();
    if (lock == null || !Ports.free(port)) {
      channel.close();
      return null;
    }
    return lock;
  }

  private static void release(Collection<FileLock> locks) throws IOException {
    for (var lock : locks) {
      lock.acquiredBy().close();
    }
  }

  private static Path folder() throws IOException {
    return Files.createDirectories(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "tradewitness-ports-" + System.getProperty("user.name")));
  }
}
