package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.order.Symbol;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every reference price in force at one moment. Immutable.
///
/// @param bySymbol symbols in their one form
/// @param maxAgeMicros a price that is older values nothing
public record References(Map<String, Reference> bySymbol, long maxAgeMicros) {

  public static final References NONE = new References(Map.of(), 0);

  public References {
    bySymbol = Map.copyOf(bySymbol);
  }

  @Nullable Reference of(Symbol symbol) {
    return bySymbol.get(symbol.value());
  }
}
