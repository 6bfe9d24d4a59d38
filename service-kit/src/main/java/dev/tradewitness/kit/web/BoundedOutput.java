package dev.tradewitness.kit.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Writes piece by piece, and gives up when it has waited too long for the reader. The time in
/// which an answer is made does not count.
final class BoundedOutput extends ServletOutputStream {

  private static final int PIECE_BYTES = 16 * 1024;
  private static final double NANOS_PER_SECOND = 1e9;

  private final ServletOutputStream output;
  private final long patienceNanos;
  private final long bytesPerSecond;
  private final LongSupplier nanoTime;
  private long waitedNanos;
  private long written;
  private boolean cut;

  /// @param patience for an answer of no length
  /// @param bytesPerSecond each so many written bytes give the reader a second more
  BoundedOutput(
      ServletOutputStream output, Duration patience, long bytesPerSecond, LongSupplier nanoTime) {
    this.output = output;
    this.patienceNanos = patience.toNanos();
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
  }

  /// Whether the reader was given up, so that a part of the answer is missing.
  boolean isCut() {
    return cut;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int at = 0; at < length; at += PIECE_BYTES) {
      if (waitedNanos > patienceNanos + written * NANOS_PER_SECOND / bytesPerSecond) {
        cut = true;
        throw new IOException("the reader is too slow");
      }
      int piece = Math.min(PIECE_BYTES, length - at);
      long began = nanoTime.getAsLong();
      output.write(bytes, offset + at, piece);
      waitedNanos += nanoTime.getAsLong() - began;
      written += piece;
    }
  }

  @Override
  public void flush() throws IOException {
    output.flush();
  }

  @Override
  public boolean isReady() {
    return output.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    output.setWriteListener(listener);
  }
}
