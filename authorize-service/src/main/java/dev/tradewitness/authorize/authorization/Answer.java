package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.token.DecisionToken;
import java.time.Duration;
import java.util.List;

/// What became of an order that somebody asked about.
public sealed interface Answer {

  /// Decided and durable.
  ///
  /// @param replayed true when it was decided before, and this is what was said then
  record Decided(DecisionToken token, boolean replayed, Timing timing) implements Answer {}

  /// What would be decided now. Nothing was recorded.
  ///
  /// @param known true when an order with this id was decided before
  record Rehearsed(
      List<Reason> reasons, List<Reason> warnings, PolicyRef policy, boolean known, Timing timing)
      implements Answer {}

  /// Another order was decided under the same id before.
  record IdReused() implements Answer {}

  /// It cannot be decided durably now. Never a decision.
  ///
  /// @param code stable, in capitals
  record Unavailable(String code, String detail, Duration retryAfter) implements Answer {}

  /// Where the time went, in nanoseconds.
  record Timing(long policy, long state, long sign, long queue, long commit) {}
}
