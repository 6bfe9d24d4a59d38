package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;

/// Where clients come in.
interface Listener {

  /// Waits for the next client.
  ///
  /// @throws IOException after [#close], or when a client was gone before it was taken
  Wire accept() throws IOException;

  boolean isOpen();

  /// The TCP port, or -1.
  int port();

  String name();

  void close() throws IOException;
}
