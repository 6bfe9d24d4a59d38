package dev.tradewitness.verifier.evidence;

/// A member that is not what its path says; the message says where in it and why.
public final class MalformedException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedException(String message) {
    super(message);
  }
}
