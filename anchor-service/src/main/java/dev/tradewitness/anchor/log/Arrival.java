package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import org.jspecify.annotations.Nullable;

/// What became of the leaves that arrived for one log.
public sealed interface Arrival {

  /// The log after it.
  LogHead head();

  /// Everything that was new and next is in.
  ///
  /// @param appended leaves that are new
  /// @param repeats leaves that were in already, with the same hash
  record Appended(LogHead head, int appended, int repeats) implements Arrival {}

  /// A sequence is missing: what came before it is in, what comes after it is not.
  record Gap(LogHead head, int appended, int repeats, long firstMissing, long highestSeen)
      implements Arrival {}

  /// The next leaf came without a seal of capture that holds: what came before it is in, it and
  /// what follows are not until it came with one or capture has given it out itself.
  record Unconfirmed(LogHead head, int appended, int repeats, long firstUnconfirmed)
      implements Arrival {}

  /// A sequence that is in came again with another hash; nothing of these arrivals is in.
  ///
  /// @param stored the hash that the log has, or null when both claims came together
  record Conflict(LogHead head, Leaf received, @Nullable Hash stored) implements Arrival {}

  /// The log was stopped before; nothing is in.
  record Withheld(LogHead head, int withheld) implements Arrival {}
}
