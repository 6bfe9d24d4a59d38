package dev.tradewitness.vpin.reading;

/// A part of the closed buckets of a pair, as it is stored.
///
/// @param slot where it is stored: in place of a chunk that is not needed any more
/// @param number counts the pair's chunks in this epoch, from 0
/// @param firstBucket buckets that closed in this epoch before the chunk's first one
/// @param runs the format's number, then per run 8 bytes with the imbalance in multiples of 2^-48;
///   if the highest bit is set 8 more with how often it repeats
@SuppressWarnings(
    "ArrayRecordComponent") // Handed from the engine to the database and back, never compared.
public record BucketChunk(int slot, long number, long firstBucket, byte[] runs) {}
