package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.HoldingLimits;
import dev.tradewitness.authorize.control.InstrumentTerms;
import dev.tradewitness.authorize.control.Permission;
import dev.tradewitness.authorize.control.Permissions.SymbolList;
import dev.tradewitness.authorize.control.ShortSale;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
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
          case INSTRUMENT -> loosensInstrument(target, before, after, book);
          case SHORT_SALE ->
              shortSale(target, before, book) == ShortSale.NOT_ALLOWED
                  && shortSale(target, after, book) == ShortSale.ALLOWED;
          case PERMISSION -> loosensList(target, after, book);
          case DESK -> loosensDesk(before, after, book);
          case REFERENCE_PRICES ->
              throw new IllegalArgumentException("prices are data, and judged by nobody");
          // Which orders pass under one policy and not under another cannot be told by looking.
          case POLICY -> true;
        };
    return loosens ? LOOSENS : TIGHTENS;
  }

  private static boolean loosensLimit(
      ControlTarget target, @Nullable String before, @Nullable String after, ControlBook book) {
    ClientId client = target.client();
    if (client != null
        && target.symbol() == null
        && after != null
        && book.unknown().blockClients()
        && !book.isKnown(client)) {
      return true; // the first limit of an account makes it known, and its orders were all refused
    }
    BigDecimal otherwise = otherwise(target, book);
    BigDecimal was = before == null ? otherwise : new BigDecimal(before);
    BigDecimal becomes = after == null ? otherwise : new BigDecimal(after);
    return was != null && (becomes == null || becomes.compareTo(was) > 0);
  }

  /// What counts for the target when it has no limit of its own; null is no limit.
  private static @Nullable BigDecimal otherwise(ControlTarget target, ControlBook book) {
    if (target.otherwise() == null) {
      return null;
    }
    Control control = Objects.requireNonNull(target.control());
    String symbol = target.symbol();
    return symbol == null
        ? of(book.limits().defaults(), control)
        : of(book.limits().defaultHoldings().getOrDefault(symbol, HoldingLimits.NONE), control);
  }

  private static @Nullable BigDecimal of(AccountLimits limits, Control control) {
    return switch (control) {
      case MAX_ORDER_QTY -> limits.maxOrderQty();
      case MAX_ORDER_VALUE -> limits.maxOrderValue();
      case GROSS_EXPOSURE -> limits.grossExposure();
      case NET_EXPOSURE -> limits.netExposure();
      case PRICE_COLLAR_PERCENT -> limits.collarPercent();
      case PRICE_COLLAR_ABSOLUTE -> limits.collarAbsolute();
      case MAX_OPEN_ORDERS -> limits.maxOpenOrders();
      case MESSAGE_RATE -> limits.messageRate();
      case DUPLICATE_ORDER -> limits.duplicateOrders();
      case POSITION_LONG, POSITION_SHORT -> null;
    };
  }

  private static @Nullable BigDecimal of(HoldingLimits limits, Control control) {
    return switch (control) {
      case MAX_OPEN_ORDERS -> limits.maxOpenOrders();
      case POSITION_LONG -> limits.positionLong();
      case POSITION_SHORT -> limits.positionShort();
      case MAX_ORDER_QTY,
          MAX_ORDER_VALUE,
          GROSS_EXPOSURE,
          NET_EXPOSURE,
          PRICE_COLLAR_PERCENT,
          PRICE_COLLAR_ABSOLUTE,
          MESSAGE_RATE,
          DUPLICATE_ORDER ->
          null;
    };
  }

  private static TradingState state(@Nullable String value) {
    return value == null ? TradingState.ACTIVE : TradingState.valueOf(value);
  }

  private static ShortSale shortSale(
      ControlTarget target, @Nullable String value, ControlBook book) {
    if (value != null) {
      return ShortSale.valueOf(value);
    }
    return target.otherwise() == null ? ShortSale.ALLOWED : book.permissions().shortSaleDefault();
  }

  /// Another symbol than the target's passes only when the account's last allowed one goes.
  private static boolean loosensList(
      ControlTarget target, @Nullable String after, ControlBook book) {
    String symbol = Objects.requireNonNull(target.symbol());
    SymbolList was =
        book.permissions()
            .lists()
            .getOrDefault(new ClientId(target.subject()), new SymbolList(Map.of()));
    var symbols = new HashMap<>(was.symbols());
    if (after == null) {
      symbols.remove(symbol);
    } else {
      symbols.put(symbol, Permission.valueOf(after));
    }
    var becomes = new SymbolList(symbols);
    return !was.permits(symbol) && becomes.permits(symbol)
        || was.isAllowList() && !becomes.isAllowList();
  }

  private static boolean loosensInstrument(
      ControlTarget target, @Nullable String before, @Nullable String after, ControlBook book) {
    if (!passes(after, book)) {
      return false;
    }
    InstrumentTerms terms = book.instruments().get(target.subject());
    boolean foreign = terms != null && !terms.inBaseCurrency();
    return foreign || !passes(before, book) || loosensTerms(value(before), value(after));
  }

  /// An account that leaves a desk is under other limits, which may be wider. One that joins a desk
  /// makes room in its net: what it is short of offsets what the others have.
  private static boolean loosensDesk(
      @Nullable String before, @Nullable String after, ControlBook book) {
    return !Objects.equals(before, after)
        && (before != null
            || after != null && book.limits().of(new DeskId(after)).netExposure() != null);
  }

  private static boolean passes(@Nullable String value, ControlBook book) {
    return value == null
        ? !book.unknown().blockSymbols()
        : InstrumentValue.of(value).status() == Instrument.Status.TRADABLE;
  }

  private static InstrumentValue value(@Nullable String value) {
    return value == null
        ? InstrumentValue.of(Instrument.Status.TRADABLE)
        : InstrumentValue.of(value);
  }

  /// Both of instruments that pass. Another multiplier lets other orders pass, whichever it is:
  /// what is bought of the one offsets what is sold of another.
  private static boolean loosensTerms(InstrumentValue was, InstrumentValue becomes) {
    return loosensSteps(was.tickSize(), becomes.tickSize())
        || loosensSteps(was.lotSize(), becomes.lotSize())
        || orElse(becomes.minQty(), BigDecimal.ZERO)
                .compareTo(orElse(was.minQty(), BigDecimal.ZERO))
            < 0
        || orElse(becomes.multiplier(), BigDecimal.ONE)
                .compareTo(orElse(was.multiplier(), BigDecimal.ONE))
            != 0;
  }

  /// Every multiple of the new size has to be one of the old size.
  private static boolean loosensSteps(@Nullable BigDecimal was, @Nullable BigDecimal becomes) {
    return was != null && (becomes == null || becomes.remainder(was).signum() != 0);
  }

  private static BigDecimal orElse(@Nullable BigDecimal amount, BigDecimal otherwise) {
    return amount == null ? otherwise : amount;
  }
}
