package dev.tradewitness.vpin.state;

/// Another process has claimed a partition that this one still wrote for. Nothing was written.
public final class FencedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public FencedException(String message) {
    super(message);
  }
}
