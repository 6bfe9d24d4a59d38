package dev.tradewitness.capture.source.rest;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;

/// Writes piece by piece, and gives up when the reader takes too long for the whole: the connection
/// is closed then.
final class BoundedOutput extends ServletOutputStream {

  private static final int PIECE_BYTES = 16 * 1024;

  private final ServletOutputStream output;
  private final long untilNanos;

  BoundedOutput(ServletOutputStream output, Duration patience) {
    this.output = output;
    this.untilNanos = System.nanoTime() + patience.toNanos();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int at = 0; at < length; at += PIECE_BYTES) {
      if (System.nanoTime() - untilNanos > 0) {
        throw new IOException("the reader is too slow");
      }
      output.write(bytes, offset + at, Math.min(PIECE_BYTES, length - at));
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
