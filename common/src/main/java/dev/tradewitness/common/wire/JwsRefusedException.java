package dev.tradewitness.common.wire;

/// A text that is not a compact JWS in its one form. The message names the part and the reason.
public final class JwsRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  public JwsRefusedException(String message) {
    super(message);
  }
}
