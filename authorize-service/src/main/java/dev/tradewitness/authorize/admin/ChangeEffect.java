package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whether a change lets an order pass that could not pass before.
public enum ChangeEffect {
  /// No order passes that was refused before: one person is enough.
  TIGHTENS,
  /// Some order may pass that was refused before: a second person approves.
  LOOSENS,
  /// The policy that was in force before is in force again: two people approved it then, so one
  /// person is enough.
  ROLLS_BACK;

  /// @param before the target's own value; null when it has none
  /// @param after null takes the target's own value away
  /// @param book in force before the change
  static ChangeEffect of(
      ControlTarget target, @Nullable String before, @Nullable String after, ControlBook book) {
    boolean loosens =
        switch (target.kind()) {
          case LIMIT -> loosensLimit(target, before, after, book);
          case TRADING_STATE -> state(before).isStricterThan(state(after));
          case INSTRUMENT -> !passes(before, book) && passes(after, book);
          // Which orders pass under one policy and not under another cannot be told by looking.
          case POLICY -> true;
        };
    return loosens ? LOOSENS : TIGHTENS;
  }

  private static boolean loosensLimit(
      ControlTarget target, @Nullable String before, @Nullable String after, ControlBook book) {
    ClientId client = target.client();
    if (client != null && after != null && book.unknown().blockClients() && !book.isKnown(client)) {
      return true; // the first limit of an account makes it known, and its orders were all refused
    }
    BigDecimal otherwise = otherwise(target, book);
    BigDecimal was = before == null ? otherwise : new BigDecimal(before);
    BigDecimal becomes = after == null ? otherwise : new BigDecimal(after);
    return was != null && (becomes == null || becomes.compareTo(was) > 0);
  }

  /// What counts for the target when it has no limit of its own; null is no limit.
  private static @Nullable BigDecimal otherwise(ControlTarget target, ControlBook book) {
    return target.scope() == Scope.ACCOUNT && !target.isDefault()
        ? of(book.defaults(), Objects.requireNonNull(target.control()))
        : null;
  }

  private static @Nullable BigDecimal of(AccountLimits limits, Control control) {
    return switch (control) {
      case MAX_ORDER_QTY -> limits.maxOrderQty();
      case MAX_ORDER_VALUE -> limits.maxOrderValue();
      case GROSS_EXPOSURE -> limits.grossExposure();
      case NET_EXPOSURE -> limits.netExposure();
    };
  }

  private static TradingState state(@Nullable String value) {
    return value == null ? TradingState.ACTIVE : TradingState.valueOf(value);
  }

  private static boolean passes(@Nullable String status, ControlBook book) {
    return status == null
        ? !book.unknown().blockSymbols()
        : Instrument.Status.valueOf(status) == Instrument.Status.TRADABLE;
  }
}
