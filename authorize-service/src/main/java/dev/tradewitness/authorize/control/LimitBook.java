package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every limit in force at one moment. Immutable.
///
/// @param firm limits of everything together
/// @param desks limits of all accounts of a desk together
/// @param defaults limits of accounts that have none of their own
/// @param accounts limits by client id; what they leave open comes from the defaults
/// @param symbols limits on single orders by symbol
/// @param holdings limits by client id and symbol; what they leave open comes from the default
///   holdings
/// @param defaultHoldings limits by symbol of accounts that have none of their own in it
public record LimitBook(
    AccountLimits firm,
    Map<DeskId, AccountLimits> desks,
    AccountLimits defaults,
    Map<ClientId, AccountLimits> accounts,
    Map<String, AccountLimits> symbols,
    Map<ClientId, Map<String, HoldingLimits>> holdings,
    Map<String, HoldingLimits> defaultHoldings) {

  public LimitBook {
    desks = Map.copyOf(desks);
    var resolved = new HashMap<ClientId, AccountLimits>();
    for (var entry : accounts.entrySet()) {
      resolved.put(entry.getKey(), entry.getValue().over(defaults));
    }
    accounts = Map.copyOf(resolved);
    symbols = Map.copyOf(symbols);
    defaultHoldings = Map.copyOf(defaultHoldings);
    holdings = resolved(holdings, defaultHoldings);
  }

  private static Map<ClientId, Map<String, HoldingLimits>> resolved(
      Map<ClientId, Map<String, HoldingLimits>> own, Map<String, HoldingLimits> defaults) {
    var resolved = new HashMap<ClientId, Map<String, HoldingLimits>>();
    own.forEach((client, symbols) -> {
      var limits = new HashMap<>(symbols);
      limits.replaceAll(
          (symbol, one) -> one.over(defaults.getOrDefault(symbol, HoldingLimits.NONE)));
      resolved.put(client, Map.copyOf(limits));
    });
    return Map.copyOf(resolved);
  }

  /// Limits of accounts and single orders alone.
  public LimitBook(
      AccountLimits defaults,
      Map<ClientId, AccountLimits> accounts,
      Map<String, AccountLimits> symbols) {
    this(AccountLimits.NONE, Map.of(), defaults, accounts, symbols, Map.of(), Map.of());
  }

  public AccountLimits of(@Nullable DeskId desk) {
    return desk == null ? AccountLimits.NONE : desks.getOrDefault(desk, AccountLimits.NONE);
  }

  /// Whether a desk or the firm has limits.
  public boolean limitsTogether() {
    return !firm.equals(AccountLimits.NONE) || !desks.isEmpty();
  }

  AccountLimits of(ClientId client) {
    return accounts.getOrDefault(client, defaults);
  }

  AccountLimits of(Symbol symbol) {
    return symbols.getOrDefault(symbol.value(), AccountLimits.NONE);
  }

  HoldingLimits of(ClientId client, Symbol symbol) {
    Map<String, HoldingLimits> own = holdings.get(client);
    HoldingLimits limits = own == null ? null : own.get(symbol.value());
    return limits != null
        ? limits
        : defaultHoldings.getOrDefault(symbol.value(), HoldingLimits.NONE);
  }
}
