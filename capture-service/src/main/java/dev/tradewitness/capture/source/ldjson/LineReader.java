package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;
import java.util.Arrays;

/// Cuts what arrives into lines, in a buffer of one line's length. For one thread.
final class LineReader {

  /// The next piece of a connection.
  sealed interface Piece {

    /// A line without its `\n` or `\r\n`.
    final class Line implements Piece {
      private final byte[] text;

      private Line(byte[] text) {
        this.text = text;
      }

      byte[] text() {
        return text;
      }

      boolean isEmpty() {
        return text.length == 0;
      }
    }

    /// A line that was longer than lines may be, and was skipped up to its end.
    record TooLong() implements Piece {}

    /// What came behind the last `\n` when the connection ended; not empty.
    final class Rest implements Piece {
      private final byte[] text;

      private Rest(byte[] text) {
        this.text = text;
      }

      byte[] text() {
        return text;
      }
    }

    /// Nothing more comes.
    record End() implements Piece {}
  }

  /// Where bytes come from.
  interface Input {
    int read(byte[] into, int offset, int length) throws IOException;
  }

  private final Input input;
  private final int lineBytesMax;
  private final byte[] buffer;
  private int start;
  private int end;

  LineReader(Input input, int lineBytesMax) {
    this.input = input;
    this.lineBytesMax = lineBytesMax;
    this.buffer = new byte[lineBytesMax + 2];
  }

  Piece next() throws IOException {
    int searched = start;
    while (true) {
      int newline = newline(searched);
      if (newline >= 0) {
        return line(newline);
      }
      searched = end;
      if (end - start == buffer.length) {
        return skipLine();
      }
      if (end == buffer.length) {
        searched -= start;
        compact();
      }
      if (!fill()) {
        return rest();
      }
    }
  }

  private Piece line(int newline) {
    int to = newline > start && buffer[newline - 1] == '\r' ? newline - 1 : newline;
    int from = start;
    start = newline + 1;
    return to - from > lineBytesMax
        ? new Piece.TooLong()
        : new Piece.Line(Arrays.copyOfRange(buffer, from, to));
  }

  private Piece skipLine() throws IOException {
    while (true) {
      start = 0;
      end = 0;
      if (!fill()) {
        return new Piece.TooLong();
      }
      int newline = newline(0);
      if (newline >= 0) {
        start = newline + 1;
        return new Piece.TooLong();
      }
    }
  }

  private Piece rest() {
    if (start == end) {
      return new Piece.End();
    }
    byte[] text = Arrays.copyOfRange(buffer, start, end);
    start = end;
    return text.length > lineBytesMax ? new Piece.TooLong() : new Piece.Rest(text);
  }

  private int newline(int from) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void compact() {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
  }

  private boolean fill() throws IOException {
    int read = input.read(buffer, end, buffer.length - end);
    if (read < 0) {
      return false;
    }
    end += read;
    return true;
  }
}
