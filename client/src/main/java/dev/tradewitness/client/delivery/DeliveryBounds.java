package dev.tradewitness.client.delivery;

import java.time.Duration;

/// @param bufferEvents events in memory, a power of two from 16 to 1,048,576
/// @param bufferBytes of these events, 1 MiB to 4 GiB
/// @param batchEvents events of one request, 1 to 10,000
/// @param batchBytes of one request, 64 KiB + 1 to 16 MiB
/// @param linger how long the sender rests when there is nothing to do, 100 µs to 1 s: the most
///   that an event waits for others
/// @param requestTimeout from sending a request to the end of its answer, 100 ms to 10 min
/// @param backoffFirst wait after the first failure, 1 ms to `backoffMax`
/// @param backoffMax longest wait, at most 10 min
public record DeliveryBounds(
    int bufferEvents,
    long bufferBytes,
    int batchEvents,
    int batchBytes,
    Duration linger,
    Duration requestTimeout,
    Duration backoffFirst,
    Duration backoffMax) {

  private static final Duration LONGEST = Duration.ofMinutes(10);

  public static final DeliveryBounds DEFAULT =
      new DeliveryBounds(
          16_384,
          64L * 1024 * 1024,
          1000,
          4 * 1024 * 1024,
          Duration.ofMillis(2),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(10));

  public DeliveryBounds {
    require("bufferEvents", bufferEvents, 16, 1 << 20);
    if (Integer.bitCount(bufferEvents) != 1) {
      throw new IllegalArgumentException("bufferEvents is a power of two, got " + bufferEvents);
    }
    require("bufferBytes", bufferBytes, 1024 * 1024, 4L * 1024 * 1024 * 1024);
    require("batchEvents", batchEvents, 1, 10_000);
    require("batchBytes", batchBytes, 64 * 1024 + 1, 16 * 1024 * 1024);
    require("linger", linger, Duration.ofNanos(100_000), Duration.ofSeconds(1));
    require("requestTimeout", requestTimeout, Duration.ofMillis(100), LONGEST);
    require("backoffMax", backoffMax, Duration.ofMillis(1), LONGEST);
    require("backoffFirst", backoffFirst, Duration.ofMillis(1), backoffMax);
  }

  private static void require(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("%s is %d to %d, got %d".formatted(name, min, max, value));
    }
  }

  private static void require(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException("%s is %s to %s, got %s".formatted(name, min, max, value));
    }
  }
}
