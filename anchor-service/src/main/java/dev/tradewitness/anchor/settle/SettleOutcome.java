package dev.tradewitness.anchor.settle;

/// What became of a decision.
public sealed interface SettleOutcome {

  record Settled(Settlement settlement) implements SettleOutcome {}

  /// Nothing was changed.
  ///
  /// @param reason why the action does not fit the log as it is
  record Refused(String reason) implements SettleOutcome {}

  record NoLog() implements SettleOutcome {}
}
