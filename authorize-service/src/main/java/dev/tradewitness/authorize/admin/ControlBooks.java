package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.InstrumentProperties;
import dev.tradewitness.authorize.control.InstrumentTerms;
import dev.tradewitness.authorize.control.ReferenceProperties;
import dev.tradewitness.authorize.control.References;
import dev.tradewitness.authorize.control.StateBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.control.UnknownProperties;
import dev.tradewitness.authorize.control.UnknownProperties.Treatment;
import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the book in force of the values of all targets.
final class ControlBooks {

  private final ControlBook.Unknown unknown;
  private final String baseCurrency;

  ControlBooks(
      UnknownProperties unknown, ReferenceProperties references, InstrumentProperties instruments) {
    this.unknown =
        new ControlBook.Unknown(
            unknown.unknownClient() == Treatment.BLOCK,
            unknown.unknownSymbol() == Treatment.BLOCK,
            references.requiredForSells());
    this.baseCurrency = instruments.baseCurrency();
  }

  /// @param ref what decisions by this book name
  ControlBook of(
      Map<ControlTarget, String> values, References references, @Nullable ControlsRef ref) {
    var limits = new LimitValues();
    var permissions = new PermissionValues();
    var desks = new HashMap<ClientId, DeskId>();
    var instruments = new HashMap<String, InstrumentTerms>();
    values.forEach((target, value) -> {
      switch (target.kind()) {
        case LIMIT -> limits.add(target, value);
        case SHORT_SALE -> permissions.addShortSale(target, value);
        case PERMISSION -> permissions.addSymbol(target, value);
        case DESK -> desks.put(new ClientId(target.subject()), new DeskId(value));
        case INSTRUMENT ->
            instruments.put(target.subject(), InstrumentValue.of(value).terms(baseCurrency));
        // A policy judges beside the controls.
        case TRADING_STATE, REFERENCE_PRICES, POLICY -> {}
      }
    });
    return new ControlBook(
        ref,
        limits.book(),
        states(values),
        desks,
        instruments,
        permissions.all(),
        references,
        unknown);
  }

  private static StateBook states(Map<ControlTarget, String> values) {
    TradingState firm = TradingState.ACTIVE;
    var desks = new HashMap<DeskId, TradingState>();
    var accounts = new HashMap<ClientId, TradingState>();
    var symbols = new HashMap<String, TradingState>();
    for (var entry : values.entrySet()) {
      ControlTarget target = entry.getKey();
      if (target.kind() == ControlTarget.Kind.TRADING_STATE) {
        TradingState state = TradingState.valueOf(entry.getValue());
        switch (target.scope()) {
          case FIRM -> firm = state;
          case DESK -> desks.put(new DeskId(target.subject()), state);
          case ACCOUNT -> accounts.put(new ClientId(target.subject()), state);
          case SYMBOL -> symbols.put(target.subject(), state);
          case ORDER -> throw new IllegalStateException("an order has no trading state");
        }
      }
    }
    return new StateBook(firm, desks, accounts, symbols);
  }
}
