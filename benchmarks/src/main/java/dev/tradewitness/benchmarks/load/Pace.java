package dev.tradewitness.benchmarks.load;

/// When the next request is sent.
public sealed interface Pace {

  int connections();

  /// Closed loop: each connection sends as soon as it has its answer. Latency counts from the
  /// write, so a stalled server is asked less and its stall is counted once a connection.
  record Closed(int connections) implements Pace {
    public Closed {
      if (connections < 1 || connections > CONNECTIONS_MAX) {
        throw new IllegalArgumentException(
            "connections are 1 to %d, not %d".formatted(CONNECTIONS_MAX, connections));
      }
    }
  }

  /// Open loop: requests are due at a constant rate whatever the server does. Latency counts from
  /// the moment a request was due, so a request that found no free connection is not flattered
  /// (coordinated omission).
  record Open(double perSecond, int connections) implements Pace {
    public Open {
      if (!(perSecond > 0 && perSecond <= RATE_MAX)
          || connections < 1
          || connections > CONNECTIONS_MAX) {
        throw new IllegalArgumentException(
            "a rate is up to %d/s over 1 to %d connections, not %s over %d"
                .formatted(RATE_MAX, CONNECTIONS_MAX, perSecond, connections));
      }
    }

    /// Nanoseconds after the start at which a request is due.
    public long dueNanos(long number) {
      return (long) (number * (1e9 / perSecond));
    }
  }

  int CONNECTIONS_MAX = 1024;
  int RATE_MAX = 200_000;
}
