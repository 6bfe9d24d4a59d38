package dev.tradewitness.vpin.state;

/// A pair that is to move to another partition.
///
/// @param end offset up to which the former home must be committed
/// @param ownerEpoch of the new home
public record PairMove(String pair, int from, long end, int to, long ownerEpoch) {}
