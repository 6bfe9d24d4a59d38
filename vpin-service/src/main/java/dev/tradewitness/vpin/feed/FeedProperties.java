package dev.tradewitness.vpin.feed;

import dev.tradewitness.common.event.Names;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param inputTopic processed trades, keyed by pair
/// @param groupId consumer group; its offsets are only a hint, the stored ones count
/// @param consumers threads that read, each its own partitions
/// @param pairsPerPartitionMax pairs of a partition that are held in memory
/// @param pairIdle a pair that did not trade for so long makes room for another one
/// @param pairCharsMax longest name of a pair in Unicode characters, at most 64
/// @param earliestTrade trades with an earlier timestamp are refused, as are timestamps in seconds;
///   1970 or later
/// @param retryDelay first wait after a failed commit; doubles up to `retryDelayMax`
/// @param reclaimAfter a partition that another process claimed, and whose messages wait unread for
///   so long, is claimed again
/// @param deadLetterTimeout wait for dead letters to be acknowledged; then their partitions wait
/// @param lagInterval time between two looks at the topic's end
/// @param topicInterval time between two looks at the topic's id; each poll asks for it as well
@ConfigurationProperties(prefix = "tradewitness.vpin.feed", ignoreUnknownFields = false)
record FeedProperties(
    @DefaultValue("crypto.processed.trades") String inputTopic,
    @DefaultValue("tradewitness-vpin") String groupId,
    @DefaultValue("1") int consumers,
    @DefaultValue("1024") int pairsPerPartitionMax,
    @DefaultValue("1h") Duration pairIdle,
    @DefaultValue("64") int pairCharsMax,
    @DefaultValue("2000-01-01T00:00:00Z") Instant earliestTrade,
    @DefaultValue("250ms") Duration retryDelay,
    @DefaultValue("5s") Duration retryDelayMax,
    @DefaultValue("1m") Duration reclaimAfter,
    @DefaultValue("30s") Duration deadLetterTimeout,
    @DefaultValue("5s") Duration lagInterval,
    @DefaultValue("250ms") Duration topicInterval) {

  FeedProperties {
    positive("consumers", consumers);
    positive("pairs per partition", pairsPerPartitionMax);
    positive("pair characters", pairCharsMax);
    if (pairCharsMax > Names.CHARACTERS_MAX) {
      throw new IllegalArgumentException(
          "pair characters are at most %d, got %d".formatted(Names.CHARACTERS_MAX, pairCharsMax));
    }
    positive("pair idle time", pairIdle.toMillis());
    if (earliestTrade.isBefore(Instant.EPOCH)) {
      throw new IllegalArgumentException(
          "the earliest trade must not be before 1970, got " + earliestTrade);
    }
    positive("retry delay", retryDelay.toMillis());
    positive("longest retry delay", retryDelayMax.toMillis());
    positive("time until a partition is claimed again", reclaimAfter.toMillis());
    positive("dead-letter timeout", deadLetterTimeout.toMillis());
    positive("lag interval", lagInterval.toMillis());
    positive("topic interval", topicInterval.toMillis());
    if (inputTopic.isBlank() || groupId.isBlank()) {
      throw new IllegalArgumentException("input topic and group id must not be blank");
    }
  }

  private static void positive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be positive, got " + value);
    }
  }
}
