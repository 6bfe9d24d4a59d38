package dev.tradewitness.vpin.feed;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where to go on reading a claimed partition, and why there.
record StartOffset(long offset, Reason reason) {

  enum Reason {
    /// Never read: from the earliest message on.
    FIRST_READING,
    /// Where the stored state stands.
    STORED,
    /// The topic was deleted and made anew: from its earliest message on, state kept.
    TOPIC_WIPED,
    /// Kafka lost the newest messages of the same topic. What it still has is in the state: from
    /// its end on.
    TAIL_LOST,
    /// Messages were deleted by retention before they were read: from the earliest one left.
    MESSAGES_EXPIRED
  }

  /// What Kafka has of the partition.
  ///
  /// @param begin earliest offset
  /// @param end offset after the last message
  record Range(long begin, long end, UUID topicId) {}

  static StartOffset of(@Nullable Long stored, @Nullable UUID storedTopicId, Range range) {
    if (stored == null) {
      return new StartOffset(range.begin(), Reason.FIRST_READING);
    }
    boolean otherTopic =
        storedTopicId != null && range.topicId() != null && !storedTopicId.equals(range.topicId());
    if (otherTopic) {
      return new StartOffset(range.begin(), Reason.TOPIC_WIPED);
    }
    if (stored > range.end()) {
      return new StartOffset(range.end(), Reason.TAIL_LOST);
    }
    return stored < range.begin()
        ? new StartOffset(range.begin(), Reason.MESSAGES_EXPIRED)
        : new StartOffset(stored, Reason.STORED);
  }

  /// False when messages are lost or the topic is another: somebody should know.
  boolean isAsExpected() {
    return switch (reason) {
      case FIRST_READING, STORED -> true;
      case TOPIC_WIPED, TAIL_LOST, MESSAGES_EXPIRED -> false;
    };
  }
}
