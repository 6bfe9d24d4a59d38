package dev.tradewitness.authorize.policy;

/// A policy that cannot be put to use, with the rule and the reason.
public final class PolicyRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PolicyRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
