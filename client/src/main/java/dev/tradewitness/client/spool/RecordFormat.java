package dev.tradewitness.client.spool;

import dev.tradewitness.client.event.Event;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/// One record: mark (4 bytes), length of the body (4), CRC-32C of length and body (4); then the
/// body, which is the event's id (16 bytes) and its text.
final class RecordFormat {

  /// Begins every record. No text in UTF-8 contains its first byte.
  private static final int MARK = 0xff_54_43_fe;

  static final int HEAD_BYTES = 12;
  private static final int ID_BYTES = 16;

  /// Of a record beside the event's text.
  static final int OVERHEAD_BYTES = HEAD_BYTES + ID_BYTES;

  private static final int BODY_BYTES_MAX = ID_BYTES + Event.BYTES_MAX;

  private RecordFormat() {}

  /// @param length of the body; 0 when there is no mark where one must be
  record Head(int length, int crc) {

    boolean isPlausible() {
      return length > ID_BYTES && length <= BODY_BYTES_MAX;
    }
  }

  static long bytes(List<Event> events) {
    long bytes = 0;
    for (Event event : events) {
      bytes += OVERHEAD_BYTES + event.bytes();
    }
    return bytes;
  }

  static ByteBuffer encoded(List<Event> events) {
    var bytes = ByteBuffer.allocate(Math.toIntExact(bytes(events)));
    for (Event event : events) {
      int at = bytes.position();
      int length = ID_BYTES + event.bytes();
      bytes.position(at + HEAD_BYTES);
      bytes.putLong(event.id().getMostSignificantBits());
      bytes.putLong(event.id().getLeastSignificantBits());
      bytes.put(event.text());
      bytes.putInt(at, MARK).putInt(at + 4, length);
      bytes.putInt(at + 8, crc(length, bytes.slice(at + HEAD_BYTES, length)));
    }
    return bytes.flip();
  }

  static Head head(ByteBuffer bytes, int at) {
    return bytes.getInt(at) == MARK
        ? new Head(bytes.getInt(at + 4), bytes.getInt(at + 8))
        : new Head(0, 0);
  }

  static int crc(int length, ByteBuffer body) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(4).putInt(0, length));
    crc.update(body.duplicate());
    return (int) crc.getValue();
  }

  /// @param body with the right CRC, so written by [#encoded]
  static Event event(ByteBuffer body) {
    ByteBuffer rest = body.duplicate();
    var id = new UUID(rest.getLong(), rest.getLong());
    byte[] json = new byte[rest.remaining()];
    rest.get(json);
    return Event.of(id, json);
  }
}
