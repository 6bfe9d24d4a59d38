package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that is set and in force at one moment. Immutable; a change makes a new book, which
/// shares what did not change. Symbols are in their one form, so that `gme` is no way around `GME`.
///
/// @param ref what decisions by this book name; null while nothing was ever recorded
/// @param desks which desk an account is assigned to; an account without one has no desk
/// @param unknown what happens where nothing is set up
public record ControlBook(
    @Nullable ControlsRef ref,
    LimitBook limits,
    StateBook states,
    Map<ClientId, DeskId> desks,
    Map<String, InstrumentTerms> instruments,
    Permissions permissions,
    References references,
    Unknown unknown) {

  /// @param blockClients refuse accounts without limits of their own
  /// @param blockSymbols refuse symbols that are no instrument here
  /// @param blockUnpricedSells refuse sell limit orders in symbols without a reference price
  public record Unknown(boolean blockClients, boolean blockSymbols, boolean blockUnpricedSells) {}

  public ControlBook {
    desks = Map.copyOf(desks);
    instruments = Map.copyOf(instruments);
  }

  /// The same with other reference prices.
  public ControlBook with(References prices, ControlsRef now) {
    return new ControlBook(now, limits, states, desks, instruments, permissions, prices, unknown);
  }

  public AccountLimits limits(ClientId client) {
    return limits.of(client);
  }

  public boolean isKnown(ClientId client) {
    return limits.accounts().containsKey(client);
  }

  /// Null when the account is assigned to none.
  public @Nullable DeskId desk(ClientId client) {
    return desks.get(client);
  }

  /// Whether an order of the account is judged by what other accounts have open, hold and sent.
  public boolean limitsTogether(ClientId client) {
    return limits.firm().limitsTogether() || limits.of(desk(client)).limitsTogether();
  }

  /// The most restrictive state of the firm, the desk, the account and the symbol.
  public TradingState tradingState(ClientId client, Symbol symbol) {
    return states.of(desk(client), client, symbol);
  }

  /// Null when the symbol is no instrument here.
  public @Nullable InstrumentTerms instrument(Symbol symbol) {
    return instruments.get(symbol.value());
  }

  public @Nullable Reference reference(Symbol symbol) {
    return references.of(symbol);
  }
}
