package dev.tradewitness.capture.stream;

/// One reader's time as the only reader of a source. What it read is stored only while the source's
/// lease is still its own, so it is over at one moment: all of it is stored before another reader
/// begins, or none of it ever is.
///
/// @param source as of [SourceMark]
/// @param holder another one each time: a reader that lost its lease and takes it again does not
///   store what it read before
public record SourceTenure(String source, String holder) {}
