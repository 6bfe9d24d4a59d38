package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.journal.Pending;
import org.jspecify.annotations.Nullable;

/// Reads a lane's state under its lock: takes what it needs and returns at once.
interface LaneReader<T> {

  /// @param last when this row is durable, so is the state; null when everything is
  T read(LaneState state, @Nullable Pending last);
}
