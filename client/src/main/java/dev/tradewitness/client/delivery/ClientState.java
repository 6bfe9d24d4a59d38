package dev.tradewitness.client.delivery;

/// How the way to capture stands.
public enum ClientState {
  /// Capture answered the last request for every event in it.
  CONNECTED,
  /// Nothing was sent yet, or capture did not take all of the last request: events go to the disk.
  DISCONNECTED,
  /// The buffer is full: events are dropped and counted.
  OVERFLOW
}
