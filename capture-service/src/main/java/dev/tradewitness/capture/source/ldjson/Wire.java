package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;

/// The bytes of one client. One thread reads, one writes, any closes; a close ends both.
interface Wire {

  /// Acknowledgements are short: a client that leaves more than this unread is slow.
  int SEND_BUFFER_BYTES = 16 * 1024;

  /// As [java.io.InputStream#read(byte[], int, int)].
  int read(byte[] into, int offset, int length) throws IOException;

  void write(byte[] bytes) throws IOException;

  void close();

  /// Closes at once, whatever waits to be written.
  void cut();

  /// For the log.
  String peer();
}
