package dev.tradewitness.vpin.reading;

/// Stored state has a format that this version does not read: a later one wrote it.
public final class StateFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private StateFormatException(String message) {
    super(message);
  }

  static StateFormatException unknown(String what, String expected, int found) {
    return new StateFormatException(
        "expected %s of format %s, found %d: a later version wrote it"
            .formatted(what, expected, found));
  }

  static void require(String what, byte expected, byte found) {
    if (found != expected) {
      throw unknown(what, Byte.toString(expected), found);
    }
  }
}
