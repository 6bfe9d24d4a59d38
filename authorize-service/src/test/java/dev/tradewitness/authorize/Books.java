package dev.tradewitness.authorize;

import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.HoldingLimits;
import dev.tradewitness.authorize.control.InstrumentTerms;
import dev.tradewitness.authorize.control.LimitBook;
import dev.tradewitness.authorize.control.Permissions;
import dev.tradewitness.authorize.control.Reference;
import dev.tradewitness.authorize.control.References;
import dev.tradewitness.authorize.control.StateBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/// Books of controls for tests: nothing is set but what a test sets.
public final class Books {

  private AccountLimits defaults = AccountLimits.NONE;
  private final Map<ClientId, AccountLimits> accounts = new HashMap<>();
  private final Map<String, AccountLimits> symbols = new HashMap<>();
  private final Map<ClientId, Map<String, HoldingLimits>> holdings = new HashMap<>();
  private final Map<String, HoldingLimits> defaultHoldings = new HashMap<>();
  private AccountLimits firmLimits = AccountLimits.NONE;
  private final Map<DeskId, AccountLimits> deskLimits = new HashMap<>();
  private final Map<DeskId, TradingState> deskStates = new HashMap<>();
  private final Map<ClientId, DeskId> desks = new HashMap<>();
  private TradingState firm = TradingState.ACTIVE;
  private final Map<String, InstrumentTerms> instruments = new HashMap<>();
  private final Map<String, Reference> references = new HashMap<>();
  private long maxAgeMicros;
  private Permissions permissions = Permissions.NONE;
  private ControlBook.Unknown unknown = new ControlBook.Unknown(false, false, false);

  public static Books nothing() {
    return new Books();
  }

  /// @param limits of every account without own ones
  public static Books defaults(AccountLimits limits) {
    return nothing().withDefaults(limits);
  }

  public Books withDefaults(AccountLimits limits) {
    defaults = limits;
    return this;
  }

  public Books account(String client, AccountLimits limits) {
    accounts.put(new ClientId(client), limits);
    return this;
  }

  public Books symbol(String symbol, AccountLimits limits) {
    symbols.put(symbol, limits);
    return this;
  }

  public Books holding(String client, String symbol, HoldingLimits limits) {
    holdings.computeIfAbsent(new ClientId(client), _ -> new HashMap<>()).put(symbol, limits);
    return this;
  }

  public Books defaultHolding(String symbol, HoldingLimits limits) {
    defaultHoldings.put(symbol, limits);
    return this;
  }

  public Books firm(TradingState state) {
    firm = state;
    return this;
  }

  public Books firmLimits(AccountLimits limits) {
    firmLimits = limits;
    return this;
  }

  public Books deskLimits(String desk, AccountLimits limits) {
    deskLimits.put(new DeskId(desk), limits);
    return this;
  }

  public Books deskState(String desk, TradingState state) {
    deskStates.put(new DeskId(desk), state);
    return this;
  }

  /// The account is of the desk.
  public Books desk(String client, String desk) {
    desks.put(new ClientId(client), new DeskId(desk));
    return this;
  }

  public Books instrument(String symbol, InstrumentTerms terms) {
    instruments.put(symbol, terms);
    return this;
  }

  /// A price of the settings.
  public Books reference(String symbol, String price, String valuation) {
    return reference(symbol, price, valuation, Reference.TIMELESS);
  }

  public Books reference(String symbol, String price, String valuation, long atMicros) {
    references.put(
        symbol, new Reference(new BigDecimal(price), new BigDecimal(valuation), atMicros));
    return this;
  }

  public Books maxAge(long micros) {
    maxAgeMicros = micros;
    return this;
  }

  public Books permissions(Permissions all) {
    permissions = all;
    return this;
  }

  public Books block(boolean clients, boolean symbolsToo, boolean unpricedSells) {
    unknown = new ControlBook.Unknown(clients, symbolsToo, unpricedSells);
    return this;
  }

  public ControlBook book() {
    return new ControlBook(
        null,
        new LimitBook(
            firmLimits, deskLimits, defaults, accounts, symbols, holdings, defaultHoldings),
        new StateBook(firm, deskStates, Map.of(), Map.of()),
        desks,
        instruments,
        permissions,
        new References(references, maxAgeMicros),
        unknown);
  }
}
