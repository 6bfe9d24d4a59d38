package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.Map;

/// Every trading state in force at one moment. Immutable.
///
/// @param firm state of everything
public record StateBook(
    TradingState firm, Map<ClientId, TradingState> accounts, Map<String, TradingState> symbols) {

  public static final StateBook ACTIVE = new StateBook(TradingState.ACTIVE, Map.of(), Map.of());

  public StateBook {
    accounts = Map.copyOf(accounts);
    symbols = Map.copyOf(symbols);
  }

  TradingState of(ClientId client) {
    return accounts.getOrDefault(client, TradingState.ACTIVE);
  }

  TradingState of(Symbol symbol) {
    return symbols.getOrDefault(symbol.value(), TradingState.ACTIVE);
  }

  /// The most restrictive state of the firm, the account and the symbol.
  TradingState of(ClientId client, Symbol symbol) {
    return TradingState.strictest(firm, TradingState.strictest(of(client), of(symbol)));
  }
}
