package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.token.SignedToken;
import java.time.Duration;
import java.util.List;

/// The answer to an order.
public sealed interface Answer {

  /// Decided and durable.
  ///
  /// @param grant the token, or why there is none that can be used
  record Decided(Decision decision, Grant grant, Timing timing) implements Answer {}

  /// Decided before, and this is that decision.
  ///
  /// @param status of the order now
  record Replayed(Decision decision, OrderStatus status, Grant grant, Timing timing)
      implements Answer {}

  /// What would be decided now. Nothing was recorded.
  ///
  /// @param known true when an order with this id was decided before
  record DryRun(
      List<Reason> reasons, List<Reason> warnings, PolicyRef policy, boolean known, Timing timing)
      implements Answer {}

  /// Another order was decided under the same id before.
  record IdReused() implements Answer {}

  /// It cannot be decided durably now. Never a decision.
  ///
  /// @param code stable, in capitals
  record Unavailable(String code, String detail, Duration retryAfter) implements Answer {}

  /// Whether the decision's token is given out.
  sealed interface Grant {
    record Signed(SignedToken token) implements Grant {}

    /// The decision stands, and its token would authorize what must not go now.
    record Withheld(Withholding why) implements Grant {}
  }

  /// Why a token is withheld.
  enum Withholding {
    /// The order was filled, cancelled, rejected, expired or released since.
    ORDER_CLOSED,
    /// Trading is restricted for the firm, the account or the symbol since.
    TRADING_RESTRICTED,
    /// The key that signs this decision is no longer in the settings.
    KEY_UNKNOWN,
    /// The key that signs this decision has reached its `not_after`.
    KEY_RETIRED,
    /// A token of version 1 cannot tell the order.
    NOT_IN_V1
  }

  /// Where the time went, in nanoseconds.
  record Timing(long policy, long state, long queue, long commit, long sign) {}
}
