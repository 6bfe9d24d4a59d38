package dev.tradewitness.launcher.stack;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.launcher.part.KafkaTopics.RecordTime;
import dev.tradewitness.launcher.part.KafkaTopics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Every topic of the system as the launcher makes it. How long records are kept is an operator's
/// choice, unlike names and partitions: each stream's truth is in PostgreSQL, and a topic only has
/// to outlast a consumer's absence.
public final class StackTopics {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration MONTH = Duration.ofDays(30);

  /// Few and small records that people look back for.
  private static final Set<String> LONGER =
      Set.of(
          Topics.VCP_ANCHORS,
          Topics.AUTHORIZE_DECISIONS,
          Topics.AUTHORIZE_CONTROLS,
          Topics.VPIN_ALERTS);

  /// Others write these, with times of their own.
  private static final Set<String> OF_USERS =
      Set.of(Topics.ORDERS, Topics.EXECUTIONS, Topics.ERRORS, Topics.PROCESSED_TRADES);

  private StackTopics() {}

  public static List<Topic> all() {
    return Topics.all().entrySet().stream()
        .map(topic ->
            new Topic(
                topic.getKey(), topic.getValue(), retention(topic.getKey()), time(topic.getKey())))
        .toList();
  }

  /// What the services write has to reach Kafka also while their clock is wrong.
  private static RecordTime time(String topic) {
    return OF_USERS.contains(topic) ? RecordTime.PRODUCER : RecordTime.BROKER;
  }

  private static Duration retention(String topic) {
    return LONGER.contains(topic) || topic.endsWith(Topics.deadLetters("")) ? MONTH : WEEK;
  }
}
