package dev.tradewitness.kit.kafka;

import java.util.Collection;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Kafka did not take all dead letters of a poll in time. Those that it did not take stay owed.
public final class LettersNotTakenException extends KafkaException {

  private static final long serialVersionUID = 1L;

  /// Not null but in a copy made by Java's serialization, which nothing here does.
  private final transient Set<TopicPartition> partitions;

  LettersNotTakenException(Collection<TopicPartition> partitions, KafkaException cause) {
    super("dead letters of %s not acknowledged".formatted(partitions), cause);
    this.partitions = Set.copyOf(partitions);
  }

  /// Those with a letter that Kafka is not known to have.
  public Set<TopicPartition> partitions() {
    return partitions;
  }
}
