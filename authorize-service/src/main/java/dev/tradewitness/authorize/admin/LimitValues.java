package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.HoldingLimits;
import dev.tradewitness.authorize.control.LimitBook;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Limits on their way from values to the book in force.
final class LimitValues {

  private AccountLimits firm = AccountLimits.NONE;
  private final Map<DeskId, AccountLimits> desks = new HashMap<>();
  private final Map<String, AccountLimits> accounts = new HashMap<>();
  private final Map<String, AccountLimits> symbols = new HashMap<>();
  private final Map<String, Map<String, HoldingLimits>> holdings = new HashMap<>();

  void add(ControlTarget target, String value) {
    var amount = new BigDecimal(value);
    String subject = target.subject();
    String symbol = target.symbol();
    if (symbol != null) {
      holdings
          .computeIfAbsent(subject, _ -> new HashMap<>())
          .merge(symbol, ofHolding(target, amount), HoldingLimits::over);
      return;
    }
    AccountLimits limit = of(target, amount);
    switch (target.scope()) {
      case FIRM -> firm = limit.over(firm);
      case DESK -> desks.merge(new DeskId(subject), limit, AccountLimits::over);
      case ACCOUNT -> accounts.merge(subject, limit, AccountLimits::over);
      case SYMBOL -> symbols.merge(subject, limit, AccountLimits::over);
      case ORDER -> throw new IllegalStateException("an order has no limits");
    }
  }

  private static AccountLimits of(ControlTarget target, BigDecimal amount) {
    return switch (Objects.requireNonNull(target.control())) {
      case MAX_ORDER_QTY -> new AccountLimits(amount, null, null, null);
      case MAX_ORDER_VALUE -> new AccountLimits(null, amount, null, null);
      case GROSS_EXPOSURE -> new AccountLimits(null, null, amount, null);
      case NET_EXPOSURE -> new AccountLimits(null, null, null, amount);
      case PRICE_COLLAR_PERCENT ->
          new AccountLimits(null, null, null, null, amount, null, null, null, null);
      case PRICE_COLLAR_ABSOLUTE ->
          new AccountLimits(null, null, null, null, null, amount, null, null, null);
      case MAX_OPEN_ORDERS ->
          new AccountLimits(null, null, null, null, null, null, amount, null, null);
      case MESSAGE_RATE ->
          new AccountLimits(null, null, null, null, null, null, null, amount, null);
      case DUPLICATE_ORDER ->
          new AccountLimits(null, null, null, null, null, null, null, null, amount);
      case POSITION_LONG, POSITION_SHORT -> throw elsewhere(target);
    };
  }

  private static HoldingLimits ofHolding(ControlTarget target, BigDecimal amount) {
    return switch (Objects.requireNonNull(target.control())) {
      case MAX_OPEN_ORDERS -> new HoldingLimits(amount, null, null);
      case POSITION_LONG -> new HoldingLimits(null, amount, null);
      case POSITION_SHORT -> new HoldingLimits(null, null, amount);
      case MAX_ORDER_QTY,
          MAX_ORDER_VALUE,
          GROSS_EXPOSURE,
          NET_EXPOSURE,
          PRICE_COLLAR_PERCENT,
          PRICE_COLLAR_ABSOLUTE,
          MESSAGE_RATE,
          DUPLICATE_ORDER ->
          throw elsewhere(target);
    };
  }

  /// Only a table that was written by hand has such a limit.
  private static IllegalStateException elsewhere(ControlTarget target) {
    return new IllegalStateException(
        "a limit %s of %s %s in symbol %s is none"
            .formatted(target.control(), target.scope(), target.subject(), target.symbol()));
  }

  LimitBook book() {
    AccountLimits defaults =
        Objects.requireNonNullElse(accounts.remove(RiskLimit.DEFAULT), AccountLimits.NONE);
    Map<String, HoldingLimits> defaultHoldings =
        Objects.requireNonNullElse(holdings.remove(RiskLimit.DEFAULT), Map.of());
    var byClient = new HashMap<ClientId, AccountLimits>();
    accounts.forEach((client, own) -> byClient.put(new ClientId(client), own));
    var holdingsByClient = new HashMap<ClientId, Map<String, HoldingLimits>>();
    holdings.forEach((client, own) -> holdingsByClient.put(new ClientId(client), own));
    return new LimitBook(
        firm, desks, defaults, byClient, symbols, holdingsByClient, defaultHoldings);
  }
}
