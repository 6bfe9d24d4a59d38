package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.lifecycle.Answer.Grant;
import dev.tradewitness.authorize.lifecycle.Answer.Withholding;
import dev.tradewitness.authorize.token.SignedToken;
import dev.tradewitness.authorize.token.TokenForm;
import dev.tradewitness.authorize.token.TokenSigner;
import java.util.function.Supplier;

/// Gives out the tokens of durable decisions, and withholds those that would authorize what must
/// not go now. The token of a blocked order authorizes nothing and is always given.
final class TokenGrants {

  private final Supplier<ControlBook> controls;
  private final TokenSigner signer;

  TokenGrants(Supplier<ControlBook> controls, TokenSigner signer) {
    this.controls = controls;
    this.signer = signer;
  }

  /// The token of a decision that was made just now. A halt may have come in force while it was
  /// committed.
  ///
  /// @param judgedUnder the most restrictive trading state when the order was judged
  Grant first(Decision decision, TradingState judgedUnder, TokenForm form) {
    return isAuthorized(decision) && trading(decision).isStricterThan(judgedUnder)
        ? new Grant.Withheld(Withholding.TRADING_RESTRICTED)
        : signed(decision, form);
  }

  /// The token of a decision that is asked for again: usable only while its order is open and
  /// trading is not restricted.
  Grant again(Decision decision, OrderStatus status, TokenForm form) {
    if (isAuthorized(decision) && !status.isOpen()) {
      return new Grant.Withheld(Withholding.ORDER_CLOSED);
    }
    if (isAuthorized(decision) && trading(decision) != TradingState.ACTIVE) {
      return new Grant.Withheld(Withholding.TRADING_RESTRICTED);
    }
    return signed(decision, form);
  }

  private static boolean isAuthorized(Decision decision) {
    return decision.status() == DecisionStatus.AUTHORIZED;
  }

  private TradingState trading(Decision decision) {
    return controls.get().tradingState(decision.client(), decision.order().symbol());
  }

  private Grant signed(Decision decision, TokenForm form) {
    SignedToken token = signer.sign(decision, form);
    if (token != null) {
      return new Grant.Signed(token);
    }
    if (form == TokenForm.V1) {
      return new Grant.Withheld(Withholding.NOT_IN_V1);
    }
    return new Grant.Withheld(
        signer.isRetired(decision) ? Withholding.KEY_RETIRED : Withholding.KEY_UNKNOWN);
  }
}
