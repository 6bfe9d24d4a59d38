package dev.tradewitness.capture.stream;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/// Starts the committer before the doors open and stops it after they are closed.
final class StreamCommitterLifecycle implements SmartLifecycle {

  /// Below the phases of web server and Kafka listeners: started earlier, stopped later.
  private static final int PHASE = 1000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final StreamCommitter committer;
  private volatile boolean running;

  StreamCommitterLifecycle(StreamCommitter committer) {
    this.committer = committer;
  }

  @Override
  public void start() {
    committer.start();
    running = true;
  }

  @Override
  public void stop() {
    try {
      committer.stop(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running = false;
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
