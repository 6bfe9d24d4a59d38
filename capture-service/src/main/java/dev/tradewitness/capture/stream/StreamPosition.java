package dev.tradewitness.capture.stream;

/// An event's place everywhere: in capture, in Kafka, in the tree, in the proof.
///
/// @param sequence 0 or more, without gaps
public record StreamPosition(String policyId, long sequence) {

  public StreamPosition {
    if (sequence < 0) {
      throw new IllegalArgumentException("a sequence starts at 0, got " + sequence);
    }
  }
}
