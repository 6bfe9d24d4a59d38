package dev.tradewitness.launcher.part;

import java.time.Duration;

/// A program that runs as its own process. It outlives whoever started it and is found again by its
/// pid file alone.
public interface Part {

  /// The name that commands, logs and pid files use.
  default String name() {
    return process().name();
  }

  int port();

  /// Where a client finds it, for people to read.
  String address();

  /// Launches the process and returns at once; does nothing when it already runs.
  void start() throws PartFailedException;

  /// Returns when the part answers, or says why it never will.
  default void awaitReady(Duration limit) throws PartFailedException {
    process().awaitReady(this::ready, limit);
  }

  /// Whether the part answers now.
  boolean ready();

  /// Asks the process to end and returns when it is gone; kills it when it does not go within the
  /// limit.
  default void stop(Duration limit) {
    process().stop(limit);
  }

  /// Ends the process at once (SIGKILL), as a crash would, and returns when it is gone.
  default void kill() {
    process().kill();
  }

  PartProcess process();
}
