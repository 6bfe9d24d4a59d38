package dev.tradewitness.fix;

/// A message has no value for a tag that its mapping needs.
final class MissingTagException extends Exception {

  private static final long serialVersionUID = 1L;

  MissingTagException(int tag) {
    super("the message has no tag " + tag);
  }
}
