package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Looks in the journal for decisions of the window that memory has forgotten. Few callers at a
/// time, so that an account with too many orders cannot take the connections of all readers.
final class ForgottenOrders {

  /// What a look-up gives.
  sealed interface Result {
    record Absent() implements Result {}

    record Known(Decided row) implements Result {}

    /// The journal cannot be read, or too many callers read it.
    record Refused(Answer.Unavailable why) implements Result {}
  }

  private static final int AT_ONCE = 2;
  private static final Duration WAIT_MAX = Duration.ofMillis(500);

  private final Lanes lanes;
  private final JournalStore journal;
  private final LifecycleMeters meters;
  private final Semaphore permits = new Semaphore(AT_ONCE);

  ForgottenOrders(Lanes lanes, JournalStore journal, LifecycleMeters meters) {
    this.lanes = lanes;
    this.journal = journal;
    this.meters = meters;
  }

  /// The newest decision of the window about an account's order with this id.
  Result find(ClientId client, ClientOrderId id) throws InterruptedException {
    if (!permits.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      meters.forgottenBusy();
      return new Result.Refused(Unavailabilities.refused(Refusal.OVERLOADED));
    }
    try {
      meters.forgottenLookedUp();
      Decided row = journal.findSince(id, client, lanes.windowStart());
      return row == null ? new Result.Absent() : new Result.Known(row);
    } catch (SQLException e) {
      return new Result.Refused(Unavailabilities.journal("The journal cannot be read"));
    } finally {
      permits.release();
    }
  }
}
