package dev.tradewitness.authorize.feed;

import dev.tradewitness.authorize.ownership.OwnershipListener;
import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/// Consumes executions exactly while this instance owns the lanes. Starting a consumer may fail,
/// for instance while Kafka's name cannot be resolved: it is tried again, and orders are decided
/// meanwhile.
final class FeedSwitch implements OwnershipListener, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(FeedSwitch.class);

  private final ConcurrentMessageListenerContainer<byte[], byte[]> container;
  private final Duration interval;
  private final Thread thread =
      Thread.ofPlatform()
          .name("feed-switch")
          .daemon()
          .unstarted(VitalTask.until(() -> !isRunning(), this::run));
  private volatile boolean owned;
  private volatile boolean running;

  FeedSwitch(ConcurrentMessageListenerContainer<byte[], byte[]> container, Duration interval) {
    this.container = container;
    this.interval = interval;
  }

  @Override
  public void opened() {
    owned = true;
  }

  @Override
  public void lost() {
    owned = false;
  }

  @Override
  public void start() {
    running = true;
    thread.start();
  }

  private void run() {
    boolean consuming = false;
    try {
      while (running) {
        if (owned != consuming) {
          consuming = owned ? consumes() : !stops();
        }
        Thread.sleep(consuming == owned ? Duration.ofMillis(100) : interval);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean consumes() {
    try {
      container.start();
      return true;
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("executions are not consumed yet");
      // It counts as running although none of its consumers is.
      stops();
      return false;
    }
  }

  private boolean stops() {
    try {
      container.stop();
      return true;
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("executions are still consumed");
      return false;
    }
  }

  @Override
  public void stop() {
    running = false;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
