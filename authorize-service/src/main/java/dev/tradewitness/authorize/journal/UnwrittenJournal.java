package dev.tradewitness.authorize.journal;

/// Confirms rows and writes none, for a rehearsal of an order's path.
public final class UnwrittenJournal {

  private UnwrittenJournal() {}

  /// Makes the row's body, as the journal would store it, and lets the row's callers go on as after
  /// a commit.
  public static void confirm(Pending row) {
    long start = System.nanoTime();
    row.body();
    row.committed(start, System.nanoTime());
    row.tell();
    row.dropBody();
  }
}
