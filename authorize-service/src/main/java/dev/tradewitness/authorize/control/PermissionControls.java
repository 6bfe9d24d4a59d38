package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;

/// Whether the account may trade in the symbol at all.
final class PermissionControls {

  private PermissionControls() {}

  static void tradingStates(Judged judged) {
    StateBook states = judged.book.states();
    ClientId client = judged.client;
    Symbol symbol = judged.symbol;
    tradingState(judged, states.firm(), Scope.FIRM, Judged.ALL);
    if (judged.desk != null) {
      tradingState(judged, states.of(judged.desk), Scope.DESK, judged.desk.value());
    }
    tradingState(judged, states.of(client), Scope.ACCOUNT, client.value());
    tradingState(judged, states.of(symbol), Scope.SYMBOL, symbol.value());
  }

  private static void tradingState(Judged judged, TradingState state, Scope scope, String subject) {
    switch (state) {
      case ACTIVE -> {}
      case HALTED ->
          judged.breach("KILL_SWITCH", "trading_state", scope, subject, "trading is halted");
      case REDUCE_ONLY -> {
        if (!judged.exposure.reducing()) {
          judged.breach(
              "REDUCE_ONLY",
              "trading_state",
              scope,
              subject,
              "only orders that reduce a position may pass");
        }
      }
    }
  }

  static void instrument(Judged judged) {
    InstrumentTerms terms = judged.terms;
    String symbol = judged.symbol.value();
    if (terms == null) {
      if (judged.book.unknown().blockSymbols()) {
        judged.breach(
            "NOT_PERMITTED",
            "known_symbol",
            Scope.SYMBOL,
            symbol,
            "the symbol is no instrument known here");
      }
      return;
    }
    if (!terms.tradable()) {
      judged.breach(
          "RESTRICTED_INSTRUMENT",
          "instrument",
          Scope.SYMBOL,
          symbol,
          "the instrument is restricted");
    }
    if (!terms.inBaseCurrency()) {
      judged.breach(
          "NOT_PERMITTED",
          "currency",
          Scope.SYMBOL,
          symbol,
          "the instrument's currency is not the one that limits are in");
    }
  }

  static void client(Judged judged) {
    if (judged.book.unknown().blockClients() && !judged.book.isKnown(judged.client)) {
      judged.breach(
          "NOT_PERMITTED",
          "known_client",
          Scope.ACCOUNT,
          judged.client.value(),
          "the client has no limits of its own");
    }
    if (!judged.book.permissions().permits(judged.client, judged.symbol)) {
      judged.breach(
          "NOT_PERMITTED",
          "symbol_list",
          Scope.ACCOUNT,
          judged.client.value(),
          "the account's lists do not permit the symbol");
    }
  }
}
