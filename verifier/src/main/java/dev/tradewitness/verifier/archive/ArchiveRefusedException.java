package dev.tradewitness.verifier.archive;

/// A file that is no plain archive within the bounds of the bundle's format; the message says where
/// and why.
public final class ArchiveRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  public ArchiveRefusedException(String message) {
    super(message);
  }
}
