package dev.tradewitness.authorize.control;

import static dev.tradewitness.authorize.control.Judged.PRICE;

import dev.tradewitness.authorize.control.Judged.Rule;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Whether there is a price to judge by, and how far the order's is from it. An order that needs a
/// reference price and has none, or an old one, is blocked.
final class PriceControls {

  private static final Rule STALE =
      new Rule("STALE_REFERENCE_PRICE", "reference_price", Scope.SYMBOL, "seconds");
  private static final Rule ACCOUNT_PERCENT =
      new Rule("PRICE_COLLAR", "price_collar_percent", Scope.ACCOUNT, PRICE);
  private static final Rule ACCOUNT_ABSOLUTE =
      new Rule("PRICE_COLLAR", "price_collar_absolute", Scope.ACCOUNT, PRICE);
  private static final Rule SYMBOL_PERCENT =
      new Rule("PRICE_COLLAR", "price_collar_percent", Scope.SYMBOL, PRICE);
  private static final Rule SYMBOL_ABSOLUTE =
      new Rule("PRICE_COLLAR", "price_collar_absolute", Scope.SYMBOL, PRICE);

  private static final int SECONDS_DIGITS = 6;

  private PriceControls() {}

  static void referencePrice(Judged judged) {
    if (judged.candidate.price() != null && !needsReference(judged)) {
      return;
    }
    Reference reference = judged.book.reference(judged.symbol);
    if (reference == null) {
      judged.breach(
          "NO_REFERENCE_PRICE",
          "reference_price",
          Scope.SYMBOL,
          judged.symbol.value(),
          "market orders, sells and price collars need a reference price; the symbol has none");
    } else if (isStale(judged, reference)) {
      judged.breach(
          STALE,
          BigDecimal.valueOf(judged.nowMicros - reference.atMicros(), SECONDS_DIGITS),
          BigDecimal.valueOf(judged.book.references().maxAgeMicros(), SECONDS_DIGITS),
          "above the maximum age");
    }
  }

  private static boolean needsReference(Judged judged) {
    return judged.order.price() == null
        || hasCollar(judged)
        || judged.order.side() == Side.SELL && judged.book.unknown().blockUnpricedSells();
  }

  private static boolean hasCollar(Judged judged) {
    return judged.accountLimits.hasCollar() || judged.symbolLimits.hasCollar();
  }

  private static boolean isStale(Judged judged, Reference reference) {
    return reference.atMicros() != Reference.TIMELESS
        && judged.nowMicros - reference.atMicros() > judged.book.references().maxAgeMicros();
  }

  static void collar(Judged judged) {
    Price price = judged.order.price();
    if (price == null || !hasCollar(judged)) {
      return;
    }
    Reference reference = judged.book.reference(judged.symbol);
    if (reference == null || isStale(judged, reference)) {
      return; // blocked for that already
    }
    BigDecimal from = reference.price();
    AccountLimits account = judged.accountLimits;
    AccountLimits symbol = judged.symbolLimits;
    var collared = new Collared(judged, price.value(), from);
    collared.within(ACCOUNT_PERCENT, share(from, account.collarPercent()));
    collared.within(ACCOUNT_ABSOLUTE, account.collarAbsolute());
    collared.within(SYMBOL_PERCENT, share(from, symbol.collarPercent()));
    collared.within(SYMBOL_ABSOLUTE, symbol.collarAbsolute());
  }

  private static @Nullable BigDecimal share(BigDecimal of, @Nullable BigDecimal percent) {
    return percent == null ? null : of.multiply(percent).movePointLeft(2);
  }

  private record Collared(Judged judged, BigDecimal price, BigDecimal reference) {

    /// @param width how far the price may be from the reference price, inclusive
    void within(Rule rule, @Nullable BigDecimal width) {
      if (width == null) {
        return;
      }
      BigDecimal highest = reference.add(width);
      BigDecimal lowest = reference.subtract(width);
      if (price.compareTo(highest) > 0) {
        judged.breach(rule, price, highest, "above the collar's edge");
      } else if (price.compareTo(lowest) < 0) {
        judged.breach(rule, price, lowest, "below the collar's edge");
      }
    }
  }
}
