package dev.tradewitness.benchmarks.capture;

import java.nio.file.Path;
import java.time.Duration;

/// @param connections of the events sent one by one; batches go over [#batchConnections]
/// @param batch events of one batch
/// @param time of each of the two phases
public record CaptureSettings(
    int connections,
    int batch,
    int batchConnections,
    Duration time,
    Duration warmUp,
    Path results) {
  private static final int BATCH_MAX = 10_000;

  public CaptureSettings {
    if (batch < 1 || batch > BATCH_MAX) {
      throw new IllegalArgumentException(
          "a batch has 1 to %d events, not %d".formatted(BATCH_MAX, batch));
    }
  }
}
