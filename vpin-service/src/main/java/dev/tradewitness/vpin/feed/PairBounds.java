package dev.tradewitness.vpin.feed;

import java.time.Duration;

/// @param perPartitionMax pairs of a partition that are held in memory
/// @param idle a pair that did not trade for so long makes room for another one
record PairBounds(int perPartitionMax, Duration idle) {}
