package dev.tradewitness.authorize.control;

import static dev.tradewitness.authorize.control.Judged.NOTIONAL;
import static dev.tradewitness.authorize.control.Judged.QUANTITY;

import dev.tradewitness.authorize.control.Exposure.Total;
import dev.tradewitness.authorize.control.Judged.Rule;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What an account, its desk and the firm would have open and hold with the order.
final class ExposureControls {

  private static final String ORDERS = "orders";
  private static final Together FIRM = new Together(Scope.FIRM);
  private static final Together DESK = new Together(Scope.DESK);
  private static final Rule GROSS =
      new Rule("EXPOSURE_LIMIT_ACCOUNT", "gross_exposure", Scope.ACCOUNT, NOTIONAL);
  private static final Rule NET =
      new Rule("EXPOSURE_LIMIT_ACCOUNT", "net_exposure", Scope.ACCOUNT, NOTIONAL);
  private static final Rule LONG =
      new Rule("POSITION_LIMIT", "position_long", Scope.ACCOUNT, QUANTITY);
  private static final Rule SHORT =
      new Rule("POSITION_LIMIT", "position_short", Scope.ACCOUNT, QUANTITY);
  private static final Rule OPEN_ORDERS =
      new Rule("MAX_OPEN_ORDERS", "max_open_orders", Scope.ACCOUNT, ORDERS);
  private static final Rule OPEN_ORDERS_IN_SYMBOL =
      new Rule("MAX_OPEN_ORDERS", "max_open_orders_in_symbol", Scope.ACCOUNT, ORDERS);

  private ExposureControls() {}

  // An order that can only shrink a position is not stopped by the limit that the position itself
  // has reached.
  static void grossAndNet(Judged judged) {
    BigDecimal value = judged.candidate.value();
    if (value == null) {
      return;
    }
    together(judged, FIRM, judged.exposure.firm(), judged.firmLimits, value);
    together(judged, DESK, judged.exposure.desk(), judged.deskLimits, value);
    if (judged.exposure.reducing()) {
      return;
    }
    AccountLimits limits = judged.accountLimits;
    if (limits.grossExposure() != null) {
      judged.limit(GROSS, judged.exposure.gross().add(value), limits.grossExposure());
    }
    if (limits.netExposure() != null) {
      judged.limit(NET, judged.exposure.net().add(value), limits.netExposure());
    }
  }

  /// The rules of several accounts together.
  private record Together(Rule gross, Rule net, Rule openOrders) {

    Together(Scope scope) {
      String code = "EXPOSURE_LIMIT_" + scope;
      this(
          new Rule(code, "gross_exposure", scope, NOTIONAL),
          new Rule(code, "net_exposure", scope, NOTIONAL),
          new Rule("MAX_OPEN_ORDERS", "max_open_orders", scope, ORDERS));
    }
  }

  /// What shrinks one account's position may add to the net of all: one account's sell counts on
  /// top of what the others are short of. So the net limit stops it, and the gross limit does not.
  private static void together(
      Judged judged, Together rules, Total total, AccountLimits limits, BigDecimal value) {
    if (limits.grossExposure() != null && !judged.exposure.reducing()) {
      judged.limit(rules.gross(), total.gross().add(value), limits.grossExposure());
    }
    if (limits.netExposure() != null) {
      judged.limit(rules.net(), total.net().add(value), limits.netExposure());
    }
  }

  /// An order that reduces a position can be above no limit: its figure is zero or less.
  static void position(Judged judged) {
    boolean buy = judged.order.side() == Side.BUY;
    HoldingLimits limits = judged.holdingLimits;
    BigDecimal limit = buy ? limits.positionLong() : limits.positionShort();
    if (limit != null) {
      judged.limit(buy ? LONG : SHORT, worstPosition(judged), limit);
    }
  }

  private static BigDecimal worstPosition(Judged judged) {
    return judged.exposure.holding().worst(judged.order.side(), judged.order.qty().value());
  }

  static void shortSale(Judged judged) {
    if (judged.order.side() == Side.BUY) {
      return;
    }
    Permissions permissions = judged.book.permissions();
    boolean account = permissions.shortSale(judged.client) == ShortSale.NOT_ALLOWED;
    boolean symbol = permissions.shortSale(judged.symbol) == ShortSale.NOT_ALLOWED;
    if (!account && !symbol || worstPosition(judged).signum() <= 0) {
      return;
    }
    if (account) {
      shortSale(judged, Scope.ACCOUNT, judged.client.value());
    }
    if (symbol) {
      shortSale(judged, Scope.SYMBOL, judged.symbol.value());
    }
  }

  private static void shortSale(Judged judged, Scope scope, String subject) {
    judged.breach(
        "SHORT_SALE",
        "short_sale",
        scope,
        subject,
        "open sells and the order are more than the account holds");
  }

  static void openOrders(Judged judged) {
    Exposure has = judged.exposure;
    count(judged, FIRM.openOrders(), has.firm().openOrders(), judged.firmLimits.maxOpenOrders());
    count(judged, DESK.openOrders(), has.desk().openOrders(), judged.deskLimits.maxOpenOrders());
    count(judged, OPEN_ORDERS, has.openOrders(), judged.accountLimits.maxOpenOrders());
    count(
        judged,
        OPEN_ORDERS_IN_SYMBOL,
        has.holding().openOrders(),
        judged.holdingLimits.maxOpenOrders());
  }

  private static void count(Judged judged, Rule rule, int open, @Nullable BigDecimal limit) {
    if (limit != null) {
      judged.limit(rule, BigDecimal.valueOf(open + 1L), limit);
    }
  }
}
