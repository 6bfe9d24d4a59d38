package dev.tradewitness.capture.source.kafka;

import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// Why tapped topics cannot be read, or will not be beyond the first message that is no event.
enum TapTrouble {
  NO_TOPIC,
  NO_DEAD_LETTER_TOPIC,
  NO_LEADER,
  NOT_PERMITTED,
  LOGIN_REFUSED;

  private static final String MAKES_TOPICS = "auto.create.topics.enable";

  /// Null when all of the topic can be read.
  static @Nullable TapTrouble of(TopicDescription topic) {
    // Null from a broker that does not say.
    if (topic.authorizedOperations() != null
        && !topic.authorizedOperations().contains(AclOperation.READ)) {
      return NOT_PERMITTED;
    }
    for (TopicPartitionInfo partition : topic.partitions()) {
      if (partition.leader() == null || partition.leader().isEmpty()) {
        return NO_LEADER;
      }
    }
    return null;
  }

  /// Whether a broker makes a topic when somebody first sends to it.
  ///
  /// @param broker null when it does not say
  static boolean makesTopics(@Nullable Config broker) {
    ConfigEntry entry = broker == null ? null : broker.get(MAKES_TOPICS);
    return entry != null && Boolean.parseBoolean(entry.value());
  }

  /// Null when it is not about the topic: `/health` says of Kafka as a whole whether it is there.
  static @Nullable TapTrouble of(@Nullable Throwable refusal) {
    return switch (refusal) {
      case UnknownTopicOrPartitionException ignored -> NO_TOPIC;
      case InvalidTopicException ignored -> NO_TOPIC;
      case AuthorizationException ignored -> NOT_PERMITTED;
      case null, default -> null;
    };
  }
}
