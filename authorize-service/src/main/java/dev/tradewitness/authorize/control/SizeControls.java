package dev.tradewitness.authorize.control;

import static dev.tradewitness.authorize.control.Judged.NOTIONAL;
import static dev.tradewitness.authorize.control.Judged.PRICE;
import static dev.tradewitness.authorize.control.Judged.QUANTITY;

import dev.tradewitness.authorize.control.Judged.Rule;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.Price;
import java.math.BigDecimal;

/// How large an order is, and in what steps.
final class SizeControls {

  private static final Rule FIRM_QTY =
      new Rule("MAX_ORDER_QTY", "max_order_qty", Scope.FIRM, QUANTITY);
  private static final Rule DESK_QTY =
      new Rule("MAX_ORDER_QTY", "max_order_qty", Scope.DESK, QUANTITY);
  private static final Rule ACCOUNT_QTY =
      new Rule("MAX_ORDER_QTY", "max_order_qty", Scope.ACCOUNT, QUANTITY);
  private static final Rule SYMBOL_QTY =
      new Rule("MAX_ORDER_QTY", "max_order_qty", Scope.SYMBOL, QUANTITY);
  private static final Rule FIRM_VALUE =
      new Rule("MAX_ORDER_VALUE", "max_order_value", Scope.FIRM, NOTIONAL);
  private static final Rule DESK_VALUE =
      new Rule("MAX_ORDER_VALUE", "max_order_value", Scope.DESK, NOTIONAL);
  private static final Rule ACCOUNT_VALUE =
      new Rule("MAX_ORDER_VALUE", "max_order_value", Scope.ACCOUNT, NOTIONAL);
  private static final Rule SYMBOL_VALUE =
      new Rule("MAX_ORDER_VALUE", "max_order_value", Scope.SYMBOL, NOTIONAL);
  private static final Rule TICK_SIZE = new Rule("TICK_SIZE", "tick_size", Scope.SYMBOL, PRICE);
  private static final Rule LOT_SIZE = new Rule("LOT_SIZE", "lot_size", Scope.SYMBOL, QUANTITY);
  private static final Rule MIN_QTY = new Rule("MIN_QTY", "min_qty", Scope.SYMBOL, QUANTITY);

  private SizeControls() {}

  static void orderQuantity(Judged judged) {
    BigDecimal qty = judged.order.qty().value();
    judged.limit(FIRM_QTY, qty, judged.firmLimits.maxOrderQty());
    judged.limit(DESK_QTY, qty, judged.deskLimits.maxOrderQty());
    judged.limit(ACCOUNT_QTY, qty, judged.accountLimits.maxOrderQty());
    judged.limit(SYMBOL_QTY, qty, judged.symbolLimits.maxOrderQty());
  }

  static void orderValue(Judged judged) {
    BigDecimal value = judged.candidate.value();
    if (value != null) {
      judged.limit(FIRM_VALUE, value, judged.firmLimits.maxOrderValue());
      judged.limit(DESK_VALUE, value, judged.deskLimits.maxOrderValue());
      judged.limit(ACCOUNT_VALUE, value, judged.accountLimits.maxOrderValue());
      judged.limit(SYMBOL_VALUE, value, judged.symbolLimits.maxOrderValue());
    }
  }

  static void instrumentTerms(Judged judged) {
    InstrumentTerms terms = judged.terms;
    if (terms == null) {
      return;
    }
    Price price = judged.order.price();
    BigDecimal tick = terms.tickSize();
    if (price != null && tick != null && !InstrumentTerms.isMultiple(price.value(), tick)) {
      judged.breach(TICK_SIZE, price.value(), tick, "no multiple of");
    }
    BigDecimal qty = judged.order.qty().value();
    BigDecimal lot = terms.lotSize();
    if (lot != null && !InstrumentTerms.isMultiple(qty, lot)) {
      judged.breach(LOT_SIZE, qty, lot, "no multiple of");
    }
    BigDecimal least = terms.minQty();
    if (least != null && qty.compareTo(least) < 0) {
      judged.breach(MIN_QTY, qty, least, "below the minimum");
    }
  }
}
