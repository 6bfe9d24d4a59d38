package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks a part over HTTP whether it is ready. (The old client: it needs no threads and starts in no
/// time.)
final class HttpProbe {
  private static final int TIMEOUT_MILLIS = 2_000;

  private HttpProbe() {}

  static boolean succeeds(String address) {
    try {
      var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode() == 200;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false; // not yet, or not any more
    }
  }
}
