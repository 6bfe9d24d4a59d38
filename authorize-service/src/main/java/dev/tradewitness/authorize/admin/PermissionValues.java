package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.control.Permission;
import dev.tradewitness.authorize.control.Permissions;
import dev.tradewitness.authorize.control.Permissions.SymbolList;
import dev.tradewitness.authorize.control.ShortSale;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Lists and short-sale settings on their way from values to the book in force.
final class PermissionValues {

  private final Map<ClientId, Map<String, Permission>> lists = new HashMap<>();
  private final Map<ClientId, ShortSale> shortSaleAccounts = new HashMap<>();
  private final Map<String, ShortSale> shortSaleSymbols = new HashMap<>();
  private ShortSale shortSaleDefault = ShortSale.ALLOWED;

  void addShortSale(ControlTarget target, String value) {
    ShortSale shortSale = ShortSale.valueOf(value);
    if (target.isDefault()) {
      shortSaleDefault = shortSale;
    } else if (target.scope() == Scope.ACCOUNT) {
      shortSaleAccounts.put(new ClientId(target.subject()), shortSale);
    } else {
      shortSaleSymbols.put(target.subject(), shortSale);
    }
  }

  void addSymbol(ControlTarget target, String value) {
    lists
        .computeIfAbsent(new ClientId(target.subject()), _ -> new HashMap<>())
        .put(Objects.requireNonNull(target.symbol()), Permission.valueOf(value));
  }

  Permissions all() {
    var made = new HashMap<ClientId, SymbolList>();
    lists.forEach((client, symbols) -> made.put(client, new SymbolList(symbols)));
    return new Permissions(shortSaleDefault, shortSaleAccounts, shortSaleSymbols, made);
  }
}
