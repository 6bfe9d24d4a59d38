package dev.tradewitness.benchmarks.ldjson;

import java.nio.charset.StandardCharsets;

/// Messages of one connection, each new, of 165 bytes with the end of the line.
final class LdjsonLines {
  static final int LINE_BYTES = 165;

  static final byte[] HELLO = bytes("{\"type\":\"hello\",\"v\":1,\"ack\":true}\n");

  private final String head;
  private long number;

  /// @param source whose messages they are; a stream of its own
  LdjsonLines(String source) {
    this.head = "{\"v\":1,\"src\":\"" + source + "\",\"type\":\"event\",\"ts\":";
  }

  /// Fills the buffer with whole lines.
  void fill(byte[] into, int lines) {
    for (int i = 0; i < lines; i++) {
      String start =
          head + System.currentTimeMillis() + ",\"data\":{\"n\":" + number++ + ",\"msg\":\"";
      String line = start + "x".repeat(LINE_BYTES - start.length() - "\"}}\n".length()) + "\"}}\n";
      System.arraycopy(bytes(line), 0, into, i * LINE_BYTES, LINE_BYTES);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
