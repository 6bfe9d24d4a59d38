package dev.tradewitness.testservers;

/// A server that a failure test can take away and bring back. Its address and its data stay the
/// same.
public interface TestServer {

  /// Starts it and returns when it answers; does nothing when it runs.
  void start();

  /// Ends it in order.
  void stop();

  /// Ends it as a crash would (SIGKILL).
  void kill();
}
