package dev.tradewitness.benchmarks.watch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/// One reading of a service's `/metrics`.
public final class MetricsPage {
  private static final int LIMIT_MILLIS = 2_000;
  private static final int BYTES_MAX = 4 << 20;

  private final String text;

  MetricsPage(String text) {
    this.text = text;
  }

  /// Empty when the service does not answer.
  public static MetricsPage of(int port) {
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:%d/metrics".formatted(port)).toURL().openConnection();
      connection.setConnectTimeout(LIMIT_MILLIS);
      connection.setReadTimeout(LIMIT_MILLIS);
      try (InputStream in = connection.getInputStream()) {
        return new MetricsPage(new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return new MetricsPage("");
    }
  }

  /// The sum over all labels; nothing when there is no such metric.
  public OptionalDouble sum(String name) {
    double sum = 0;
    boolean found = false;
    for (var line : text.split("\n", -1)) {
      if (line.startsWith(name)
          && line.length() > name.length()
          && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' ')) {
        try {
          sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
          found = true;
        } catch (NumberFormatException e) {
          // A text that is no figure of ours.
        }
      }
    }
    return found ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }
}
