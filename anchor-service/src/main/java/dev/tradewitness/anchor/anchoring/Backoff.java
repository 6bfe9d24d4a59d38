package dev.tradewitness.anchor.anchoring;

import java.time.Duration;

/// Waiting times that double up to a cap.
record Backoff(Duration first, Duration cap) {

  private static final int DOUBLINGS_MAX = 30;

  /// @param attempts requests sent so far, 1 or more
  Duration after(int attempts) {
    Duration wait = first.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
    return wait.compareTo(cap) > 0 ? cap : wait;
  }
}
