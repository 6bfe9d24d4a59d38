package dev.tradewitness.authorize.decision;

/// The two decisions there are.
public enum DecisionStatus {
  AUTHORIZED,
  BLOCKED
}
