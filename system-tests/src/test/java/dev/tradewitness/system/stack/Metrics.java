package dev.tradewitness.system.stack;

import java.io.IOException;

/// A service's `/metrics` page.
public final class Metrics {

  private Metrics() {}

  /// The sum over all samples of the name whose line has all the given parts.
  public static double sum(Http service, String name, String... parts) throws IOException {
    double sum = 0;
    for (String line : service.get("/metrics").expect(200).text().split("\n")) {
      if (line.startsWith(name + "{") || line.startsWith(name + " ")) {
        boolean wanted = true;
        for (String part : parts) {
          wanted &= line.contains(part);
        }
        sum += wanted ? Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) : 0;
      }
    }
    return sum;
  }
}
