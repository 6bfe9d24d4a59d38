package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.kit.threads.AsideStop;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/// Runs the consumer of the tapped topics, and another one when the sources name other topics.
final class TapContainer implements SmartLifecycle {

  private final ConcurrentKafkaListenerContainerFactory<byte[], byte[]> containers;
  private final TapListener listener;
  private final Sources sources;
  private final boolean enabled;
  private @Nullable ConcurrentMessageListenerContainer<byte[], byte[]> container;
  private @Nullable SortedSet<String> topics;
  private boolean running;

  TapContainer(
      ConcurrentKafkaListenerContainerFactory<byte[], byte[]> containers,
      TapListener listener,
      Sources sources,
      boolean enabled) {
    this.containers = containers;
    this.listener = listener;
    this.sources = sources;
    this.enabled = enabled;
    sources.onChange(this::take);
  }

  private synchronized void take(SourcesFile file) {
    if (running && !file.topics().equals(topics)) {
      close();
      open(file);
    }
  }

  @Override
  public synchronized void start() {
    if (!running) {
      running = true;
      open(sources.current());
    }
  }

  private void open(SourcesFile file) {
    if (!file.topics().isEmpty()) {
      var fresh = containers.createContainer(file.topics().toArray(String[]::new));
      fresh.setBeanName("tap");
      fresh.setupMessageListener(listener);
      fresh.start();
      container = fresh;
    }
    topics = file.topics();
  }

  private void close() {
    if (container != null) {
      container.stop(); // returns when the poll under way is done, or its offsets stay as they were
      container = null;
    }
    topics = null;
  }

  /// On a thread of its own: it waits for the poll under way.
  @Override
  public void stop(Runnable done) {
    AsideStop.run("tap-stop", this::stop, done);
  }

  @Override
  public synchronized void stop() {
    running = false;
    close();
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  @Override
  public boolean isAutoStartup() {
    return enabled;
  }

  @Override
  public int getPhase() {
    return AbstractMessageListenerContainer.DEFAULT_PHASE;
  }
}
