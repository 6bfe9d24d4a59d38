package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import org.jspecify.annotations.Nullable;

/// Under whose ownership a lane works, and where its rows go.
public interface Custody {

  /// Why no command is taken now, or null.
  @Nullable Refusal refusal();

  /// True while no other instance can have taken the lanes over. What changes a caller's world, a
  /// signed token above all, leaves only while this holds.
  boolean isHeld();

  /// The epoch under which a lane is held now; negative when it is not held.
  long epoch(int lane);

  /// True while the queue is so short that rows which can wait leave room for orders.
  boolean hasRoomToSpare();

  /// Queues a row for the journal. Called under the lane's lock.
  ///
  /// @return false when there is no room; then nothing was queued
  boolean offer(Pending row);
}
