package dev.tradewitness.benchmarks.load;

/// What is sent, and what is done with the answers. All methods are called by one thread at a time.
public interface Traffic {

  /// Writes the next request.
  ///
  /// @return false when there is nothing more to send; it is not asked again
  boolean next(Request request);

  /// Called once for each answer.
  ///
  /// @param response valid during the call only
  void answered(Request request, ResponseParser response);

  /// Called instead of [#answered] when the connection broke or the answer did not come in time.
  default void lost(Request request) {}
}
