package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;

/// Says which port cannot be had, and which setting moves it.
final class Taken {

  private Taken() {}

  static BindException of(InetSocketAddress address, IOException cause) {
    var taken =
        new BindException(
            "cannot listen on %s: %s; tradewitness.capture.ldjson.port is another port, or -1 for none"
                .formatted(address, cause.getMessage()));
    taken.initCause(cause);
    return taken;
  }
}
