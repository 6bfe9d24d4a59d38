package dev.tradewitness.common.merkle;

/// A proof that does not lead where it claims; the message says what was expected and what was
/// found.
public final class ProofMismatchException extends Exception {

  private static final long serialVersionUID = 1L;

  public ProofMismatchException(String message) {
    super(message);
  }
}
