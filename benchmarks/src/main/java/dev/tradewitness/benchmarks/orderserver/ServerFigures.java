package dev.tradewitness.benchmarks.orderserver;

import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.common.canonical.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/// What the order server says of one stretch of time.
///
/// @param service from the beginning of the servlet to its end, nanoseconds, one for each order
/// @param call of the client, which is part of it; empty without the client
/// @param cpuNanos of the whole process: request threads, the client's sender, compilers, collector
public record ServerFigures(
    Histogram service, Histogram call, long cpuNanos, long collectionMillis) {

  static ServerFigures of(JsonObject taken) throws IOException {
    return new ServerFigures(
        histogram(taken, "service"),
        histogram(taken, "call"),
        number(taken, "cpu_nanos"),
        number(taken, "collection_millis"));
  }

  public double cpuMicrosPerOrder() {
    return service.getTotalCount() == 0 ? 0 : cpuNanos / 1e3 / service.getTotalCount();
  }

  static long number(JsonObject object, String name) {
    return Long.parseLong(Objects.requireNonNull(object.text(name), name));
  }

  private static Histogram histogram(JsonObject taken, String name) throws IOException {
    var bytes = Base64.getDecoder().decode(Objects.requireNonNull(taken.string(name), name));
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(bytes), Tally.LATENCY_NANOS_MAX);
    } catch (DataFormatException e) {
      throw new IOException("the order server's histogram cannot be read", e);
    }
  }
}
