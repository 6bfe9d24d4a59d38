package dev.tradewitness.client.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;

/// When the next request may go out, and how the last one ended. For the sender's thread.
final class Pacing {

  private final Backoff backoff;
  private final LongSupplier nanos;
  private boolean isWaiting;
  private long waitingSince;
  private long waitNanos;
  private boolean wasAnswered;

  Pacing(Backoff backoff, LongSupplier nanos) {
    this.backoff = backoff;
    this.nanos = nanos;
  }

  /// Whether the wait after the last failure is over.
  boolean mayGo() {
    isWaiting = isWaiting && nanos.getAsLong() - waitingSince < waitNanos;
    return !isWaiting;
  }

  void succeeded() {
    backoff.afterSuccess();
    wasAnswered = true;
  }

  /// @param retryAfter what the answer asked for
  void failed(Duration retryAfter) {
    wasAnswered = false;
    isWaiting = true;
    waitingSince = nanos.getAsLong();
    waitNanos = backoff.afterFailure(retryAfter);
  }

  /// Whether requests fail, and none has succeeded since.
  boolean isFailing() {
    return backoff.isFailing();
  }

  /// Whether capture answered the last request for every event in it.
  boolean wasAnswered() {
    return wasAnswered;
  }
}
