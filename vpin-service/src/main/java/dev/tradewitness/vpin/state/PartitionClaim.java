package dev.tradewitness.vpin.state;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A partition taken over by this process.
///
/// @param ownerEpoch higher than every former owner's
/// @param nextOffset first offset that is not in the state; null when the partition was never read
/// @param nextMetric number of the partition's next metric
/// @param topicId of the topic that `nextOffset` belongs to, when known
public record PartitionClaim(
    int partition,
    long ownerEpoch,
    @Nullable Long nextOffset,
    long nextMetric,
    @Nullable UUID topicId) {}
