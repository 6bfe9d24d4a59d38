package dev.tradewitness.launcher.stack;

import dev.tradewitness.common.wire.Topics;
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
      Set.of(Topics.VCP_ANCHORS, Topics.AUTHORIZE_DECISIONS, Topics.VPIN_ALERTS);

  private StackTopics() {}

  public static List<Topic> all() {
    return Topics.all().entrySet().stream()
        .map(topic -> new Topic(topic.getKey(), topic.getValue(), retention(topic.getKey())))
        .toList();
  }

  private static Duration retention(String topic) {
    return LONGER.contains(topic) || topic.endsWith(Topics.deadLetters("")) ? MONTH : WEEK;
  }
}
