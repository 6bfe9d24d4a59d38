package dev.tradewitness.vpin.state;

/// The stored state is not what this process stored last, although nobody claimed it: PostgreSQL
/// was restored from an older dump. What is stored is whole, and reading goes on from there.
public final class StateMovedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StateMovedException(String message) {
    super(message);
  }
}
