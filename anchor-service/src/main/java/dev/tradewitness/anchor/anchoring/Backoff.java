package dev.tradewitness.anchor.anchoring;

import java.time.Duration;

/// Waiting times that double up to a cap, each shortened by up to a fifth at random: jobs that
/// failed together are not tried together again.
record Backoff(Duration first, Duration cap) {

  private static final int DOUBLINGS_MAX = 30;
  private static final double JITTER = 0.2;

  /// @param attempts requests sent so far, 1 or more
  /// @param random from 0 to 1; 0 gives the longest wait
  Duration after(int attempts, double random) {
    Duration doubled = first.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
    Duration wait = doubled.compareTo(cap) > 0 ? cap : doubled;
    return wait.minusNanos((long) (wait.toNanos() * JITTER * random));
  }
}
