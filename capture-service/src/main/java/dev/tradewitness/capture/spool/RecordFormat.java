package dev.tradewitness.capture.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// How a segment lays out its records.
enum RecordFormat {
  /// The one file of earlier versions: length (4 bytes), CRC-32C of the body (4), body; no header.
  UNMARKED(0, 8),

  /// Mark (4 bytes), length (4), CRC-32C of length and body (4), body; behind a header of 32 bytes.
  MARKED(32, 12);

  /// Begins every marked record. No text in UTF-8 contains its first byte, so no sender can put it
  /// into a document.
  static final int MARK = 0xff_54_57_fe;

  /// A record is one event with at most 2 MiB of text.
  static final int BODY_BYTES_MAX = 2 * 1024 * 1024 + 1024;

  /// Of the segment's header.
  final int headerBytes;

  /// Of a record, before its body.
  final int headBytes;

  RecordFormat(int headerBytes, int headBytes) {
    this.headerBytes = headerBytes;
    this.headBytes = headBytes;
  }

  /// @param length of the body
  /// @param crc as written
  record Head(int length, int crc) {

    boolean isPlausible() {
      return length > 0 && length <= BODY_BYTES_MAX;
    }
  }

  /// Reads a record's head; its length is 0 when there is no mark where one must be.
  Head head(ByteBuffer bytes) {
    return switch (this) {
      case UNMARKED -> new Head(bytes.getInt(), bytes.getInt());
      case MARKED ->
          bytes.getInt() == MARK ? new Head(bytes.getInt(), bytes.getInt()) : new Head(0, 0);
    };
  }

  int crc(int length, ByteBuffer body) {
    var crc = new CRC32C();
    if (this == MARKED) {
      crc.update(ByteBuffer.allocate(4).putInt(0, length));
    }
    crc.update(body.duplicate());
    return (int) crc.getValue();
  }
}
