package dev.tradewitness.authorize.journal;

import java.util.Arrays;

/// The newest day of each lane's rows. A lane's days never go back, whatever its clock does, so its
/// rows stand in order over the partitions and readers need not open all of them.
///
/// Safe for any number of threads.
final class LaneDays {

  private int[] newest = new int[0];

  /// Forgets what was not written: the journal is about to tell each lane's newest day.
  synchronized void clear() {
    Arrays.fill(newest, Integer.MIN_VALUE);
  }

  /// The day under which the lane's next row is stored.
  ///
  /// @param day of the row's own time, days since 1970
  synchronized int advance(int lane, int day) {
    if (lane >= newest.length) {
      int known = newest.length;
      newest = Arrays.copyOf(newest, lane + 1);
      Arrays.fill(newest, known, newest.length, Integer.MIN_VALUE);
    }
    newest[lane] = Math.max(newest[lane], day);
    return newest[lane];
  }
}
