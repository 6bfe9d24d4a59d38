package dev.tradewitness.vpin.feed;

/// Names the refusal in the headers of a dead letter. Never thrown.
final class TradeRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  TradeRefusedException(Refusal refusal) {
    super(refusal.name(), null, false, false);
  }
}
