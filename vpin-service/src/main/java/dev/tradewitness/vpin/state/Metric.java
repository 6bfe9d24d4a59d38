package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.reading.VpinReading;

/// A committed reading of a pair.
///
/// @param partition the pair's home partition
/// @param number order of publishing within the partition, from 0 without gaps
/// @param epoch of the pair's parameters
public record Metric(
    int partition,
    long number,
    String pair,
    int epoch,
    VpinParameters parameters,
    VpinReading reading) {}
