package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.sources.SourceDoor;
import dev.tradewitness.capture.sources.SourcesFile;
import java.util.SortedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/// Runs the consumer of the tapped topics. How their messages are read is asked with each poll.
final class TapContainer implements SourceDoor<SortedSet<String>> {

  private final ConcurrentKafkaListenerContainerFactory<byte[], byte[]> containers;
  private final TapListener listener;
  private final Function<SortedSet<String>, TapWatch> watches;
  private final TapAccess access;
  private @Nullable ConcurrentMessageListenerContainer<byte[], byte[]> container;
  private @Nullable TapWatch watch;

  TapContainer(
      ConcurrentKafkaListenerContainerFactory<byte[], byte[]> containers,
      TapListener listener,
      Function<SortedSet<String>, TapWatch> watches,
      TapAccess access) {
    this.containers = containers;
    this.listener = listener;
    this.watches = watches;
    this.access = access;
  }

  @Override
  public SortedSet<String> named(SourcesFile file) {
    return file.topics();
  }

  @Override
  public void open(SortedSet<String> topics, SourcesFile file) {
    if (!topics.isEmpty()) {
      watch = watches.apply(topics);
      var fresh = containers.createContainer(topics.toArray(String[]::new));
      fresh.setBeanName("tap");
      fresh.setupMessageListener(listener);
      container = fresh;
      access.opened();
      fresh.start();
    }
  }

  @Override
  public void keep(SourcesFile file) {}

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    if (container != null) {
      container.stop(); // returns when the poll under way is done, or its offsets stay as they were
      container = null;
    }
    access.closed();
  }
}
