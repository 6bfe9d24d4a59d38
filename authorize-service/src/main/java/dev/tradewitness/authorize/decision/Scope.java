package dev.tradewitness.authorize.decision;

/// What a limit, a state or a rule speaks about, widest first.
public enum Scope {
  FIRM,
  DESK,
  ACCOUNT,
  SYMBOL,
  ORDER
}
