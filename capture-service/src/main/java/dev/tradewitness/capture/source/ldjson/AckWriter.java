package dev.tradewitness.capture.source.ldjson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Writes acknowledgements to a client that asked for them. For the settling thread; any thread may
/// ask how long a write takes.
final class AckWriter {

  private static final long NOT = 0;

  private final Wire wire;
  private volatile boolean wanted;

  /// Since when a write is under way, else [#NOT].
  private volatile long writingSince = NOT;

  AckWriter(Wire wire) {
    this.wire = wire;
  }

  /// From now on.
  void want() {
    wanted = true;
  }

  /// Nothing more is written: nobody reads it.
  void giveUp() {
    wanted = false;
  }

  void write(long settled) throws IOException {
    if (!wanted) {
      return;
    }
    long now = System.nanoTime();
    writingSince = now == NOT ? 1 : now;
    try {
      wire.write("{\"ack\":%d}\n".formatted(settled).getBytes(StandardCharsets.US_ASCII));
    } finally {
      writingSince = NOT;
    }
  }

  boolean takesLongerThan(Duration patience, long now) {
    long since = writingSince;
    return since != NOT && now - since > patience.toNanos();
  }
}
