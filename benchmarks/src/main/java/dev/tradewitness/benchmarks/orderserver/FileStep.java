package dev.tradewitness.benchmarks.orderserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Appends each order to one file, with an fdatasync each.
final class FileStep implements DurableStep {
  private static final byte[] LINE_END = "\n".getBytes(StandardCharsets.US_ASCII);

  private final FileChannel file;

  FileStep(Path path) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
  }

  @Override
  public synchronized void keep(String orderId, byte[] order) throws IOException {
    var line = ByteBuffer.allocate(order.length + LINE_END.length).put(order).put(LINE_END).flip();
    while (line.hasRemaining()) {
      file.write(line);
    }
    file.force(false);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
