package dev.tradewitness.evidence.timestamp;

import java.util.ArrayDeque;

/// Walks the outline of DER bytes before a parser that recurses and allocates sees them: definite
/// lengths in their shortest form, bounded nesting, a bounded number of values, nothing left over.
final class DerShape {

  private static final int DEPTH_MAX = 32;
  private static final int VALUES_MAX = 20_000;
  private static final int CONSTRUCTED = 0x20;
  private static final int TAG_NUMBER = 0x1F;

  private final byte[] bytes;
  private int at;

  private DerShape(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @throws TimeStampRefusedException unless the bytes are exactly one value of that shape
  static void require(byte[] bytes) throws TimeStampRefusedException {
    new DerShape(bytes).walk();
  }

  private void walk() throws TimeStampRefusedException {
    var ends = new ArrayDeque<Integer>();
    int values = 0;
    do {
      if (++values > VALUES_MAX) {
        throw new TimeStampRefusedException("not DER: more than " + VALUES_MAX + " values");
      }
      int limit = ends.isEmpty() ? bytes.length : ends.getLast();
      boolean constructed = header();
      int end = length(limit);
      if (constructed) {
        ends.addLast(end);
        if (ends.size() > DEPTH_MAX) {
          throw new TimeStampRefusedException("not DER: nested deeper than " + DEPTH_MAX);
        }
      } else {
        at = end;
      }
      while (!ends.isEmpty() && ends.getLast() == at) {
        ends.removeLast();
      }
    } while (!ends.isEmpty());
    if (at != bytes.length) {
      throw new TimeStampRefusedException("not DER: bytes behind the value, at " + at);
    }
  }

  /// True for a value made of values. Tags of more than one byte occur nowhere in these structures.
  private boolean header() throws TimeStampRefusedException {
    int tag = next();
    if ((tag & TAG_NUMBER) == TAG_NUMBER) {
      throw new TimeStampRefusedException("not DER: a long tag at " + (at - 1));
    }
    return (tag & CONSTRUCTED) != 0;
  }

  /// Where the value ends.
  private int length(int limit) throws TimeStampRefusedException {
    int first = next();
    long length = first;
    if (first >= 0x80) {
      int count = first & 0x7F;
      if (count == 0 || count > 4) {
        throw new TimeStampRefusedException("not DER: a length of no definite form at " + (at - 1));
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | next();
      }
      if (length < 0x80 || length >>> 8 * (count - 1) == 0) {
        throw new TimeStampRefusedException("not DER: a length longer than needed at " + at);
      }
    }
    if (length > limit - at) {
      throw new TimeStampRefusedException("not DER: a value that leaves what holds it, at " + at);
    }
    return at + (int) length;
  }

  private int next() throws TimeStampRefusedException {
    if (at >= bytes.length) {
      throw new TimeStampRefusedException("not DER: ends in the middle of a value");
    }
    return bytes[at++] & 0xFF;
  }
}
