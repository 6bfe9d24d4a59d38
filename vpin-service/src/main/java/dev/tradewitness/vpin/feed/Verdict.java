package dev.tradewitness.vpin.feed;

/// What becomes of a trade.
sealed interface Verdict permits Verdict.Taken, Refusal {

  enum Taken implements Verdict {
    /// It is in the engine.
    COUNTED,
    /// Its pair is on the way here from another partition: the trade is read again.
    WAITS
  }
}
