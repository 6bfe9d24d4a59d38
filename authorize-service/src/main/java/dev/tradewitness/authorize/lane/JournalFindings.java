package dev.tradewitness.authorize.lane;

/// What the journal has told about an order's id before the lane is asked.
///
/// @param below candidates of the index from this number on proved to be other orders'
/// @param absentBelow the journal has no decision about this id with a lower number, inside the
///   window
public record JournalFindings(long below, long absentBelow) {

  /// The journal was not asked.
  public static final JournalFindings NONE = new JournalFindings(Long.MAX_VALUE, 0);

  public JournalFindings withBelow(long sequence) {
    return new JournalFindings(sequence, absentBelow);
  }

  public JournalFindings withAbsentBelow(long sequence) {
    return new JournalFindings(below, sequence);
  }
}
