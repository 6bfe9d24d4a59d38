package dev.tradewitness.vpin.state;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A pair that is to move to another partition, because a trade of it came from there.
///
/// @param end offset up to which the former home must be committed; null when the topic no longer
///   has that partition
/// @param ownerEpoch of the new home
/// @param position of the new home, where the trade waits
/// @param sent timestamp of the trade's message, Unix milliseconds
/// @param topicId of the topic that was asked for the end; a new home that was claimed in another
///   one is not moved to
public record PairMove(
    String pair,
    int from,
    @Nullable Long end,
    int to,
    long ownerEpoch,
    long position,
    long sent,
    UUID topicId) {}
