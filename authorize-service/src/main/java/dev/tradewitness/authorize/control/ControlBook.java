package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every limit, trading state and instrument in force at one moment. Immutable; a change makes a
/// new book. Symbols are compared without regard to case, so that `gme` is no way around `GME`.
///
/// @param ref what decisions by this book name; null while nothing was ever recorded
/// @param defaults limits of accounts that have none of their own
/// @param accounts limits by client id; what they leave open comes from the defaults
/// @param symbols limits on single orders by symbol
/// @param firm state of everything
/// @param instruments true when tradable, false when restricted
/// @param references reference price of one unit, collar included
/// @param unknown what happens where nothing is set up
public record ControlBook(
    @Nullable ControlsRef ref,
    AccountLimits defaults,
    Map<ClientId, AccountLimits> accounts,
    Map<String, AccountLimits> symbols,
    TradingState firm,
    Map<ClientId, TradingState> accountStates,
    Map<String, TradingState> symbolStates,
    Map<String, Boolean> instruments,
    Map<String, BigDecimal> references,
    Unknown unknown) {

  /// @param blockClients refuse accounts without limits of their own
  /// @param blockSymbols refuse symbols that are no instrument here
  /// @param blockUnpricedSells refuse sell limit orders in symbols without a reference price
  public record Unknown(boolean blockClients, boolean blockSymbols, boolean blockUnpricedSells) {}

  public ControlBook {
    var resolved = new HashMap<ClientId, AccountLimits>();
    for (var entry : accounts.entrySet()) {
      resolved.put(entry.getKey(), entry.getValue().over(defaults));
    }
    accounts = Map.copyOf(resolved);
    symbols = Map.copyOf(symbols);
    accountStates = Map.copyOf(accountStates);
    symbolStates = Map.copyOf(symbolStates);
    instruments = Map.copyOf(instruments);
    references = Map.copyOf(references);
  }

  public AccountLimits limits(ClientId client) {
    return accounts.getOrDefault(client, defaults);
  }

  public AccountLimits limits(Symbol symbol) {
    return symbols.getOrDefault(symbol.value(), AccountLimits.NONE);
  }

  public boolean isKnown(ClientId client) {
    return accounts.containsKey(client);
  }

  public TradingState state(ClientId client) {
    return accountStates.getOrDefault(client, TradingState.ACTIVE);
  }

  public TradingState state(Symbol symbol) {
    return symbolStates.getOrDefault(symbol.value(), TradingState.ACTIVE);
  }

  /// The most restrictive state of the firm, the account and the symbol.
  public TradingState tradingState(ClientId client, Symbol symbol) {
    return TradingState.strictest(firm, TradingState.strictest(state(client), state(symbol)));
  }

  /// True, false when restricted, null when unknown.
  public @Nullable Boolean tradable(Symbol symbol) {
    return instruments.get(symbol.value());
  }

  public @Nullable BigDecimal reference(Symbol symbol) {
    return references.get(symbol.value());
  }
}
