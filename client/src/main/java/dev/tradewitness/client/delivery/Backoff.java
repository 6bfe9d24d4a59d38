package dev.tradewitness.client.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait after a failure: doubled with each one, at most `max`, and half of it random so
/// that many clients do not come back at the same moment. For one thread.
final class Backoff {

  private final long firstNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration max, RandomGenerator random) {
    this.firstNanos = first.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
  }

  /// Nanoseconds after one more failure.
  ///
  /// @param retryAfter what the other side asked for; counts up to `max`
  long afterFailure(Duration retryAfter) {
    long bound = firstNanos;
    for (int i = 0; i < failures && bound < maxNanos; i++) {
      bound *= 2;
    }
    failures = Math.min(failures + 1, Long.SIZE);
    bound = Math.min(bound, maxNanos);
    long wait = bound - bound / 2 + random.nextLong(bound / 2 + 1);
    return Math.max(wait, Math.min(retryAfter.toNanos(), maxNanos));
  }

  void afterSuccess() {
    failures = 0;
  }

  boolean isFailing() {
    return failures > 0;
  }
}
