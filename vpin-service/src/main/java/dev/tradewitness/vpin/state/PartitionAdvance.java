package dev.tradewitness.vpin.state;

/// How far a poll moved one partition.
///
/// @param offset where the partition stood before, as this process read or stored it last
/// @param nextOffset first offset that is not in the state
/// @param metric number of the partition's next metric before this poll, likewise
/// @param nextMetric number of the partition's next metric after it
public record PartitionAdvance(
    int partition, long ownerEpoch, long offset, long nextOffset, long metric, long nextMetric) {}
