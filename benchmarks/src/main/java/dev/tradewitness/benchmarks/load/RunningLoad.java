package dev.tradewitness.benchmarks.load;

import java.io.IOException;

/// A load that ends by itself, see [Bounds].
public interface RunningLoad {

  /// Returns when the bounds are reached and everything sent is answered or given up.
  ///
  /// @return what was sent
  /// @throws IOException when no connection can be made at the start
  long run() throws IOException, InterruptedException;

  /// Ends the load early; [#run] returns once what is under way is answered.
  void stop();
}
