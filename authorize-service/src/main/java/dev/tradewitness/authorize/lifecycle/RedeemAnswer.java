package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.token.Verification.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to the redemption of a token. Only [Redeemed] lets the order go.
public sealed interface RedeemAnswer {

  /// The token is redeemed, durably, by this attempt.
  ///
  /// @param replayed true when an earlier request with the same redemption id did it
  record Redeemed(JournalRow.Redeemed row, boolean replayed) implements RedeemAnswer {}

  /// The token is not good; nothing was recorded.
  record Invalid(List<Check> failed) implements RedeemAnswer {}

  /// The token was good until its time was over; nothing was recorded.
  record Expired(String message) implements RedeemAnswer {}

  /// The account's newest order under the id has another token, or there is none.
  record Unknown() implements RedeemAnswer {}

  /// The order holds no reservation any more; nothing was recorded now.
  ///
  /// @param first the token's redemption while the order was open; null when there was none
  record OrderClosed(JournalRow.@Nullable Redeemed first) implements RedeemAnswer {}

  /// Another attempt redeemed the token before.
  record AlreadyRedeemed(JournalRow.Redeemed first) implements RedeemAnswer {}

  /// Trading is HALTED for the order, or REDUCE_ONLY and the order does not reduce.
  ///
  /// @param own the redemption that this attempt has; null when nothing was recorded
  record Restricted(TradingState state, JournalRow.@Nullable Redeemed own)
      implements RedeemAnswer {}

  /// It cannot be redeemed durably now. It may be redeemed when the code is `OVERLOADED`.
  record Unavailable(Answer.Unavailable why) implements RedeemAnswer {}
}
