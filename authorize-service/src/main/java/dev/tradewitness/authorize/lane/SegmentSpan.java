package dev.tradewitness.authorize.lane;

/// What a segment of ids reaches over.
///
/// @param day days since 1970
/// @param first the lowest journal number that was put
/// @param last the greatest journal number that was put
record SegmentSpan(int day, long first, long last) {}
