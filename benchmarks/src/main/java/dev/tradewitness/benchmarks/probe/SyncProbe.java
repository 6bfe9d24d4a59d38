package dev.tradewitness.benchmarks.probe;

import dev.tradewitness.benchmarks.load.Tally;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// What the disk takes for one durable write: 8 kB, then `fdatasync`, by a single thread. No commit
/// can be faster than this.
public final class SyncProbe {
  private static final int WRITE_BYTES = 8192;
  private static final int WRITES_MAX = 5_000;
  // Written over and over like a write-ahead file that is reused: a growing file would have its
  // metadata synced as well.
  private static final int FILE_BLOCKS = 256;

  private SyncProbe() {}

  /// @param folder on the disk that is asked; the file in it is deleted again
  public static Histogram run(Path folder, Duration limit) throws IOException {
    var file = Files.createTempFile(folder, "fdatasync", ".probe");
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var block = ByteBuffer.allocateDirect(WRITE_BYTES);
      for (int i = 0; i < FILE_BLOCKS; i++) {
        write(channel, block, i);
      }
      channel.force(true);
      var latency = Tally.emptyHistogram();
      long end = System.nanoTime() + limit.toNanos();
      for (int i = 0; i < WRITES_MAX && System.nanoTime() < end; i++) {
        long start = System.nanoTime();
        write(channel, block, i % FILE_BLOCKS);
        channel.force(false);
        latency.recordValue(Math.clamp(System.nanoTime() - start, 1, Tally.LATENCY_NANOS_MAX));
      }
      return latency;
    } finally {
      Files.delete(file);
    }
  }

  private static void write(FileChannel channel, ByteBuffer block, int number) throws IOException {
    block.clear();
    long at = (long) number * WRITE_BYTES;
    while (block.hasRemaining()) {
      at += channel.write(block, at);
    }
  }
}
