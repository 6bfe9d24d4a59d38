package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.ReferenceProperties;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.control.UnknownProperties;
import dev.tradewitness.authorize.control.UnknownProperties.Treatment;
import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes the book in force of the values of all targets.
final class ControlBooks {

  private final ControlBook.Unknown unknown;
  private final Map<String, BigDecimal> reservePrices;

  ControlBooks(UnknownProperties unknown, ReferenceProperties references) {
    this.unknown =
        new ControlBook.Unknown(
            unknown.unknownClient() == Treatment.BLOCK,
            unknown.unknownSymbol() == Treatment.BLOCK,
            references.requiredForSells());
    this.reservePrices = reservePrices(references);
  }

  private static Map<String, BigDecimal> reservePrices(ReferenceProperties references) {
    var prices = new HashMap<String, BigDecimal>();
    BigDecimal factor = BigDecimal.ONE.add(references.collar());
    references
        .prices()
        .forEach((name, price) -> {
          String symbol = new Symbol(name).value();
          if (prices.put(symbol, price.multiply(factor)) != null) {
            throw new IllegalArgumentException("two reference prices for the symbol " + symbol);
          }
        });
    return prices;
  }

  /// @param ref what decisions by this book name
  ControlBook of(Map<ControlTarget, String> values, @Nullable ControlsRef ref) {
    var accounts = new HashMap<String, AccountLimits>();
    var symbols = new HashMap<String, AccountLimits>();
    TradingState firm = TradingState.ACTIVE;
    var accountStates = new HashMap<ClientId, TradingState>();
    var symbolStates = new HashMap<String, TradingState>();
    var tradable = new HashMap<String, Boolean>();
    for (var entry : values.entrySet()) {
      ControlTarget target = entry.getKey();
      String subject = target.subject();
      switch (target.kind()) {
        case LIMIT ->
            (target.scope() == Scope.ACCOUNT ? accounts : symbols)
                .merge(subject, limit(target, entry.getValue()), AccountLimits::over);
        case TRADING_STATE -> {
          TradingState state = TradingState.valueOf(entry.getValue());
          switch (target.scope()) {
            case FIRM -> firm = state;
            case ACCOUNT -> accountStates.put(new ClientId(subject), state);
            case SYMBOL -> symbolStates.put(subject, state);
            case ORDER -> throw new IllegalStateException("an order has no trading state");
          }
        }
        case INSTRUMENT ->
            tradable.put(
                subject, Instrument.Status.valueOf(entry.getValue()) == Instrument.Status.TRADABLE);
        case POLICY -> {} // judges beside the controls
      }
    }
    AccountLimits defaults =
        Objects.requireNonNullElse(accounts.remove(RiskLimit.DEFAULT), AccountLimits.NONE);
    var byClient = new HashMap<ClientId, AccountLimits>();
    accounts.forEach((client, own) -> byClient.put(new ClientId(client), own));
    return new ControlBook(
        ref,
        defaults,
        byClient,
        symbols,
        firm,
        accountStates,
        symbolStates,
        tradable,
        reservePrices,
        unknown);
  }

  private static AccountLimits limit(ControlTarget target, String value) {
    var amount = new BigDecimal(value);
    return switch (Objects.requireNonNull(target.control())) {
      case MAX_ORDER_QTY -> new AccountLimits(amount, null, null, null);
      case MAX_ORDER_VALUE -> new AccountLimits(null, amount, null, null);
      case GROSS_EXPOSURE -> new AccountLimits(null, null, amount, null);
      case NET_EXPOSURE -> new AccountLimits(null, null, null, amount);
    };
  }
}
