package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every control, always all of them, in a fixed order: trading state, order size, order value,
/// price to value by, exposure, permission. Pure: the answer depends on the arguments alone. Limits
/// are inclusive.
public final class Controls {

  private static final String QUANTITY = "quantity";
  private static final String NOTIONAL = "notional";

  private final Candidate candidate;
  private final ControlBook book;
  private final Exposure exposure;
  private final List<Reason> breaches = new ArrayList<>(2);

  private Controls(Candidate candidate, ControlBook book, Exposure exposure) {
    this.candidate = candidate;
    this.book = book;
    this.exposure = exposure;
  }

  /// What the order breaches; empty when it may pass.
  public static List<Reason> breaches(Candidate candidate, ControlBook book, Exposure exposure) {
    var controls = new Controls(candidate, book, exposure);
    controls.tradingStates();
    controls.orderQuantity();
    controls.orderValue();
    controls.referencePrice();
    controls.grossExposure();
    controls.netExposure();
    controls.instrument();
    controls.knownClient();
    return controls.breaches;
  }

  private ClientId client() {
    return candidate.client();
  }

  private Symbol symbol() {
    return candidate.order().symbol();
  }

  private void tradingStates() {
    tradingState(book.firm(), Scope.FIRM, "all");
    tradingState(book.state(client()), Scope.ACCOUNT, client().value());
    tradingState(book.state(symbol()), Scope.SYMBOL, symbol().value());
  }

  private void tradingState(TradingState state, Scope scope, String subject) {
    switch (state) {
      case ACTIVE -> {}
      case HALTED ->
          breaches.add(plain("KILL_SWITCH", "trading_state", scope, subject, "trading is halted"));
      case REDUCE_ONLY -> {
        if (!exposure.reducing()) {
          breaches.add(
              plain(
                  "REDUCE_ONLY",
                  "trading_state",
                  scope,
                  subject,
                  "only orders that reduce a position may pass"));
        }
      }
    }
  }

  private void orderQuantity() {
    BigDecimal qty = candidate.order().qty().value();
    limit(
        "MAX_ORDER_QTY",
        "max_order_qty",
        Scope.ACCOUNT,
        client().value(),
        qty,
        book.limits(client()).maxOrderQty(),
        QUANTITY);
    limit(
        "MAX_ORDER_QTY",
        "max_order_qty",
        Scope.SYMBOL,
        symbol().value(),
        qty,
        book.limits(symbol()).maxOrderQty(),
        QUANTITY);
  }

  private void orderValue() {
    BigDecimal value = candidate.value();
    if (value == null) {
      return;
    }
    limit(
        "MAX_ORDER_VALUE",
        "max_order_value",
        Scope.ACCOUNT,
        client().value(),
        value,
        book.limits(client()).maxOrderValue(),
        NOTIONAL);
    limit(
        "MAX_ORDER_VALUE",
        "max_order_value",
        Scope.SYMBOL,
        symbol().value(),
        value,
        book.limits(symbol()).maxOrderValue(),
        NOTIONAL);
  }

  private void referencePrice() {
    if (candidate.price() == null) {
      breaches.add(
          plain(
              "NO_REFERENCE_PRICE",
              "reference_price",
              Scope.SYMBOL,
              symbol().value(),
              "market orders and sells are valued at a reference price; the symbol has none"));
    }
  }

  // An order that can only shrink a position is not stopped by the limit that the position itself
  // has reached.
  private void grossExposure() {
    BigDecimal value = candidate.value();
    if (value != null && !exposure.reducing()) {
      limit(
          "EXPOSURE_LIMIT_ACCOUNT",
          "gross_exposure",
          Scope.ACCOUNT,
          client().value(),
          exposure.gross().add(value),
          book.limits(client()).grossExposure(),
          NOTIONAL);
    }
  }

  private void netExposure() {
    BigDecimal value = candidate.value();
    if (value != null && !exposure.reducing()) {
      limit(
          "EXPOSURE_LIMIT_ACCOUNT",
          "net_exposure",
          Scope.ACCOUNT,
          client().value(),
          exposure.net().add(value),
          book.limits(client()).netExposure(),
          NOTIONAL);
    }
  }

  private void instrument() {
    Boolean tradable = book.tradable(symbol());
    if (tradable == null) {
      if (book.unknown().blockSymbols()) {
        breaches.add(
            plain(
                "NOT_PERMITTED",
                "known_symbol",
                Scope.SYMBOL,
                symbol().value(),
                "the symbol is no instrument known here"));
      }
    } else if (!tradable) {
      breaches.add(
          plain(
              "RESTRICTED_INSTRUMENT",
              "instrument",
              Scope.SYMBOL,
              symbol().value(),
              "the instrument is restricted"));
    }
  }

  private void knownClient() {
    if (book.unknown().blockClients() && !book.isKnown(client())) {
      breaches.add(
          plain(
              "NOT_PERMITTED",
              "known_client",
              Scope.ACCOUNT,
              client().value(),
              "the client has no limits of its own"));
    }
  }

  private void limit(
      String code,
      String rule,
      Scope scope,
      String subject,
      BigDecimal figure,
      @Nullable BigDecimal limit,
      String unit) {
    if (limit == null || figure.compareTo(limit) <= 0) {
      return;
    }
    String found = ExactDecimal.text(figure);
    String allowed = ExactDecimal.text(limit);
    breaches.add(
        new Reason(
            code,
            rule,
            scope,
            subject,
            found,
            allowed,
            unit,
            "%s %s is above the limit %s".formatted(rule, found, allowed)));
  }

  private static Reason plain(
      String code, String rule, Scope scope, String subject, String message) {
    return new Reason(code, rule, scope, subject, null, null, null, message);
  }
}
