package dev.tradewitness.vpin.state;

/// How far a poll moved one partition.
///
/// @param nextOffset first offset that is not in the state
/// @param nextMetric number of the partition's next metric after this poll
public record PartitionAdvance(int partition, long ownerEpoch, long nextOffset, long nextMetric) {}
