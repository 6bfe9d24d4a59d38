package dev.tradewitness.benchmarks.orderserver;

import com.sun.management.OperatingSystemMXBean;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.common.canonical.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// What the order server counts of itself. Written by request threads, taken by the control thread.
final class OrderFigures {
  private static final int DIGITS = 3;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Recorder service = new Recorder(Tally.LATENCY_NANOS_MAX, DIGITS);
  private final Recorder call = new Recorder(Tally.LATENCY_NANOS_MAX, DIGITS);
  private long cpuNanos = system.getProcessCpuTime();
  private long collectionMillis = collected();

  void served(long nanos) {
    service.recordValue(Math.clamp(nanos, 1, Tally.LATENCY_NANOS_MAX));
  }

  /// The call of the client took so long.
  void called(long nanos) {
    call.recordValue(Math.clamp(nanos, 1, Tally.LATENCY_NANOS_MAX));
  }

  /// Everything since it was taken before.
  JsonObject take() {
    long cpuBefore = cpuNanos;
    long collectedBefore = collectionMillis;
    cpuNanos = system.getProcessCpuTime();
    collectionMillis = collected();
    return JsonObject.builder()
        .put("cpu_nanos", cpuNanos - cpuBefore)
        .put("collection_millis", collectionMillis - collectedBefore)
        .put("service", text(service.getIntervalHistogram()))
        .put("call", text(call.getIntervalHistogram()))
        .build();
  }

  private static long collected() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
        .sum();
  }

  private static String text(Histogram histogram) {
    var bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }
}
