package dev.tradewitness.vpin.reading;

/// What a pair's trades say about its flow, at one trade.
///
/// @param timestamp of the trade that made it due, Unix milliseconds
/// @param sequence number of this reading in its pair, from 0 without gaps
/// @param vpin over the last `bucketCount` closed buckets, 0 to 1
/// @param meanVpin like the three that follow over the last n VPIN values, one per closed bucket
/// @param stdVpin population standard deviation
/// @param percentile mid-rank of `vpin` in the pair's history, 0 to 1
/// @param bucketCount closed buckets in the window, at most n
/// @param totalVolume volume of these buckets
public record VpinReading(
    long timestamp,
    long sequence,
    double vpin,
    double meanVpin,
    double stdVpin,
    double maxVpin,
    double minVpin,
    double percentile,
    int bucketCount,
    double totalVolume) {}
