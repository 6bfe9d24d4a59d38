package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.feed.StartOffset.Range;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Asks Kafka what it has of the input topic's partitions.
final class TopicRanges {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TopicWatch topic;

  TopicRanges(TopicWatch topic) {
    this.topic = topic;
  }

  Map<TopicPartition, Range> of(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
    UUID topicId = topic.look();
    var ranges = new HashMap<TopicPartition, Range>();
    for (TopicPartition partition : partitions) {
      Long begin = begins.get(partition);
      Long end = ends.get(partition);
      if (begin == null || end == null) {
        throw new KafkaException("Kafka does not know " + partition);
      }
      ranges.put(partition, new Range(begin, end, topicId));
    }
    return ranges;
  }
}
