package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.Map;

/// What accounts may trade, and whether they may sell short. Immutable. Nothing that is not set
/// forbids anything.
///
/// @param shortSaleDefault of accounts that have no setting of their own
/// @param lists by client id, then by symbol
public record Permissions(
    ShortSale shortSaleDefault,
    Map<ClientId, ShortSale> shortSaleAccounts,
    Map<String, ShortSale> shortSaleSymbols,
    Map<ClientId, SymbolList> lists) {

  public static final Permissions NONE =
      new Permissions(ShortSale.ALLOWED, Map.of(), Map.of(), Map.of());

  public Permissions {
    shortSaleAccounts = Map.copyOf(shortSaleAccounts);
    shortSaleSymbols = Map.copyOf(shortSaleSymbols);
    lists = Map.copyOf(lists);
  }

  /// One account's symbols.
  ///
  /// @param isAllowList true when any of them is ALLOWED
  public record SymbolList(Map<String, Permission> symbols, boolean isAllowList) {

    public SymbolList(Map<String, Permission> symbols) {
      this(Map.copyOf(symbols), symbols.containsValue(Permission.ALLOWED));
    }

    public boolean permits(String symbol) {
      Permission own = symbols.get(symbol);
      return own == null ? !isAllowList : own == Permission.ALLOWED;
    }
  }

  boolean permits(ClientId client, Symbol symbol) {
    SymbolList list = lists.get(client);
    return list == null || list.permits(symbol.value());
  }

  public ShortSale shortSale(ClientId client) {
    return shortSaleAccounts.getOrDefault(client, shortSaleDefault);
  }

  public ShortSale shortSale(Symbol symbol) {
    return shortSaleSymbols.getOrDefault(symbol.value(), ShortSale.ALLOWED);
  }
}
