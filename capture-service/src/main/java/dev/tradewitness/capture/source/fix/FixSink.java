package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;

/// Where what the sessions receive goes.
interface FixSink {

  /// Returns when the message is durable.
  ///
  /// @param lane the session and when its numbers began
  /// @throws NotStoredException when it is not: it has to come again
  void take(FixSession session, String lane, long number, String raw) throws InterruptedException;

  /// Stores that the counterparty skipped numbers for good.
  ///
  /// @param raw the message that says so
  /// @throws NotStoredException when it is not durable
  void gap(FixSession session, String lane, long first, long last, String raw)
      throws InterruptedException;

  /// What is being stored is finished, but not tried again: the door is being closed.
  void end();

  /// Counts a connection or a message that is not stored.
  void refused(String reason);
}
