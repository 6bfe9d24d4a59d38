package dev.tradewitness.capture.stream;

/// What of a stream is signed.
public enum SigningMode {
  /// Each event, by the instance's key over the 32 hash bytes.
  EVERY_EVENT("every-event"),
  /// Only checkpoints and batches; the Merkle path carries their signature to the event.
  CHECKPOINT("checkpoint");

  private final String wireName;

  SigningMode(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
