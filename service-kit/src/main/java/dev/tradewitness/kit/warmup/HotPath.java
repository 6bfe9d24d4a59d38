package dev.tradewitness.kit.warmup;

import java.io.IOException;

/// Code that a service runs for every request or message, on synthetic input and on parts of its
/// own. Rounds are run one after another by one thread.
public interface HotPath extends AutoCloseable {

  /// One word for the log.
  String name();

  /// Runs the path once. No row, message, meter, log line or id of the service may come of it.
  ///
  /// @param number counts the rounds from 0
  void round(int number) throws Exception;

  /// Gives back what the path holds. Called once, after the last round.
  @Override
  default void close() throws IOException {}
}
