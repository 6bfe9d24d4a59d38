package dev.tradewitness.anchor.anchoring;

/// Hears of every change of a job, inside the transaction that makes it.
public interface AnchorJobListener {

  void changed(AnchorJob job);
}
