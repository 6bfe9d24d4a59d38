package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/// Starts the spool after the committer and before the doors open, and stops it in between, too.
final class SpoolLifecycle implements SmartLifecycle {

  private static final int PHASE = 1500;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Spool spool;
  private volatile boolean running;

  SpoolLifecycle(Spool spool) {
    this.spool = spool;
  }

  @Override
  public void start() {
    spool.start();
    running = true;
  }

  @Override
  public void stop() {
    try {
      spool.stop(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      running = false;
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
