package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every trading state in force at one moment. Immutable.
///
/// @param firm state of everything
public record StateBook(
    TradingState firm,
    Map<DeskId, TradingState> desks,
    Map<ClientId, TradingState> accounts,
    Map<String, TradingState> symbols) {

  public static final StateBook ACTIVE =
      new StateBook(TradingState.ACTIVE, Map.of(), Map.of(), Map.of());

  public StateBook {
    desks = Map.copyOf(desks);
    accounts = Map.copyOf(accounts);
    symbols = Map.copyOf(symbols);
  }

  public TradingState of(@Nullable DeskId desk) {
    return desk == null ? TradingState.ACTIVE : desks.getOrDefault(desk, TradingState.ACTIVE);
  }

  TradingState of(ClientId client) {
    return accounts.getOrDefault(client, TradingState.ACTIVE);
  }

  TradingState of(Symbol symbol) {
    return symbols.getOrDefault(symbol.value(), TradingState.ACTIVE);
  }

  /// The most restrictive state of the firm, the desk, the account and the symbol.
  TradingState of(@Nullable DeskId desk, ClientId client, Symbol symbol) {
    return TradingState.strictest(
        TradingState.strictest(firm, of(desk)), TradingState.strictest(of(client), of(symbol)));
  }
}
