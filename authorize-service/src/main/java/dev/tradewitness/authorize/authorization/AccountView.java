package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an account has at one moment.
///
/// @param last when this row is durable, so is what is shown; null when everything is
public record AccountView(
    ClientId client,
    AccountExposure total,
    List<Map.Entry<Symbol, SymbolExposure>> symbols,
    @Nullable Pending last) {}
