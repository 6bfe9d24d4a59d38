package dev.tradewitness.launcher.part;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Makes topics with a fixed number of partitions. Never changes one that is there: the partition
/// of a stream is a hash over that number.
public final class KafkaTopics {

  private static final Duration SHOWN_WITHIN = Duration.ofSeconds(30);

  private KafkaTopics() {}

  /// A topic as it has to be.
  ///
  /// @param time whose time its records carry
  public record Topic(String name, int partitions, Duration retention, RecordTime time) {}

  /// Whose time a record carries. By it records are deleted; and a broker refuses those that their
  /// producer dates more than an hour ahead, unless told otherwise.
  public enum RecordTime {
    PRODUCER("CreateTime"),
    BROKER("LogAppendTime");

    private final String setting;

    RecordTime(String setting) {
      this.setting = setting;
    }
  }

  /// Makes what is missing and returns its names once the broker shows it; refuses a topic that is
  /// there with another number of partitions.
  public static List<String> ensure(Admin admin, List<Topic> topics) throws PartFailedException {
    try {
      var present = described(admin, topics);
      refuseOtherCounts(topics, present);
      var missing = topics.stream().filter(topic -> !present.containsKey(topic.name())).toList();
      for (var created :
          admin
              .createTopics(missing.stream().map(KafkaTopics::newTopic).toList())
              .values()
              .values()) {
        try {
          created.get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) { // somebody else was faster
            throw e;
          }
        }
      }
      awaitShown(admin, missing);
      return missing.stream().map(Topic::name).toList();
    } catch (ExecutionException e) {
      throw new PartFailedException("topics cannot be created", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailedException("interrupted while creating topics", e);
    }
  }

  /// The controller makes topics at once; a client that asks the broker before it has heard of them
  /// is told that they are unknown.
  private static void awaitShown(Admin admin, List<Topic> made)
      throws PartFailedException, ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + SHOWN_WITHIN.toNanos();
    while (!made.isEmpty() && described(admin, made).size() < made.size()) {
      if (System.nanoTime() > deadline) {
        throw new PartFailedException(
            "Kafka does not show the topics it made within " + SHOWN_WITHIN.toSeconds() + " s");
      }
      Thread.sleep(20);
    }
  }

  /// Those that are there, by name. One that is deleted meanwhile is not there.
  private static Map<String, TopicDescription> described(Admin admin, List<Topic> topics)
      throws ExecutionException, InterruptedException {
    var names = topics.stream().map(Topic::name).toList();
    var present = new HashMap<String, TopicDescription>();
    for (var described : admin.describeTopics(names).topicNameValues().entrySet()) {
      try {
        present.put(described.getKey(), described.getValue().get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return present;
  }

  private static void refuseOtherCounts(List<Topic> topics, Map<String, TopicDescription> present)
      throws PartFailedException {
    var wrong = new ArrayList<String>();
    for (var topic : topics) {
      int found =
          Optional.ofNullable(present.get(topic.name()))
              .map(TopicDescription::partitions)
              .map(List::size)
              .orElse(topic.partitions());
      if (found != topic.partitions()) {
        wrong.add(
            "%s has %d partitions, not %d".formatted(topic.name(), found, topic.partitions()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new PartFailedException(String.join("; ", wrong));
    }
  }

  private static NewTopic newTopic(Topic topic) {
    return new NewTopic(topic.name(), topic.partitions(), (short) 1)
        .configs(
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(topic.retention().toMillis()),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                topic.time().setting));
  }
}
