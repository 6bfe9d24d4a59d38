package dev.tradewitness.capture;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One capture-service for several tests of a class, since a start takes longer than most of them.
/// After a test that ended it the next one finds a new one.
final class SharedCapture implements AutoCloseable {

  private final Supplier<CaptureProcess> starting;
  private @Nullable CaptureProcess process;

  SharedCapture(Supplier<CaptureProcess> starting) {
    this.starting = starting;
  }

  CaptureProcess running() {
    CaptureProcess now = process;
    if (now == null || !now.isAlive()) {
      now = starting.get();
      process = now;
    }
    return now;
  }

  /// Ends the process in order, so that it leaves its consumer groups; the next test finds a new
  /// one.
  void end() throws InterruptedException {
    if (process != null && process.isAlive()) {
      process.end(Duration.ofMinutes(1));
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
