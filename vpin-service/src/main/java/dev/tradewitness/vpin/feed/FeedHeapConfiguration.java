package dev.tradewitness.vpin.feed;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.heap.HeapRoom;
import dev.tradewitness.kit.kafka.KafkaRooms;
import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the feed holds in the heap.
@Configuration(proxyBeanMethods = false)
class FeedHeapConfiguration {

  /// About what the name of a pair takes.
  private static final int NAME_BYTES = 128;

  /// Of pairs whose windows and histories are full, in a topic as `./tradewitness` makes it.
  @Bean
  HeapRoom roomOfPairs(FeedProperties properties, VpinParameters parameters) {
    return new HeapRoom(
        "tradewitness.vpin.feed.pairs-per-partition-max=%d with num-buckets=%d and history-windows=%d in %d partitions"
            .formatted(
                properties.pairsPerPartitionMax(),
                parameters.numBuckets(),
                parameters.historyWindows(),
                Topics.PARTITIONS),
        (long) Topics.PARTITIONS
            * properties.pairsPerPartitionMax()
            * VpinEngine.bytesMax(parameters));
  }

  @Bean
  HeapRoom roomOfPairNames(FeedProperties properties) {
    return HeapRoom.of(
        "tradewitness.vpin.feed.consumers",
        properties.consumers(),
        (long) FeedConfiguration.PAIR_NAMES_MAX * NAME_BYTES);
  }

  /// Of the consumers, and of the one that reads messages again whose dead letters are owed.
  @Bean
  HeapRoom roomOfFetches(KafkaProperties kafka, FeedProperties properties) {
    return KafkaRooms.consumers(kafka, properties.consumers() + 1);
  }
}
