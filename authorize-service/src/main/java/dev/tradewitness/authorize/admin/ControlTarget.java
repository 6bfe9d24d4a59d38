package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import org.jspecify.annotations.Nullable;

/// What a change is about. Symbols are in their one form.
///
/// @param subject of the scope; `all` for the firm, [RiskLimit#DEFAULT] for accounts without a
///   setting of their own
/// @param symbol of what concerns an account in one symbol; null of anything else
/// @param control of a limit; null for anything else
public record ControlTarget(
    Kind kind, Scope scope, String subject, @Nullable String symbol, @Nullable Control control) {

  /// What can be changed.
  public enum Kind {
    LIMIT,
    TRADING_STATE,
    INSTRUMENT,
    SHORT_SALE,
    PERMISSION,
    /// Which desk an account is of.
    DESK,
    REFERENCE_PRICES,
    /// Which policy judges. There is one for all.
    POLICY
  }

  /// Reference prices come in batches, each of which is one change.
  public static final ControlTarget REFERENCE_PRICES =
      new ControlTarget(Kind.REFERENCE_PRICES, Scope.FIRM, TradingStateEntry.ALL, null, null);

  public ControlTarget {
    if (kind == Kind.LIMIT == (control == null)) {
      throw new IllegalArgumentException("a limit has a control, nothing else has one");
    }
    if (symbol != null && scope != Scope.ACCOUNT) {
      throw new IllegalArgumentException("only an account has something set for one symbol");
    }
    subject = scope == Scope.SYMBOL ? new Symbol(subject).value() : subject;
    symbol = symbol == null ? null : new Symbol(symbol).value();
  }

  public static ControlTarget limit(LimitScope scope, String subject, Control control) {
    return limit(scope, subject, null, control);
  }

  /// @param symbol of a limit of the account in one symbol; null of any other
  public static ControlTarget limit(
      LimitScope scope, String subject, @Nullable String symbol, Control control) {
    return new ControlTarget(Kind.LIMIT, scope.scope(), subject, symbol, control);
  }

  public static ControlTarget state(Scope scope, String subject) {
    return new ControlTarget(Kind.TRADING_STATE, scope, subject, null, null);
  }

  public static ControlTarget instrument(Symbol symbol) {
    return new ControlTarget(Kind.INSTRUMENT, Scope.SYMBOL, symbol.value(), null, null);
  }

  public static ControlTarget shortSale(LimitScope scope, String subject) {
    return new ControlTarget(Kind.SHORT_SALE, scope.scope(), subject, null, null);
  }

  public static ControlTarget permission(String account, Symbol symbol) {
    return new ControlTarget(Kind.PERMISSION, Scope.ACCOUNT, account, symbol.value(), null);
  }

  public static ControlTarget desk(String account) {
    return new ControlTarget(Kind.DESK, Scope.ACCOUNT, account, null, null);
  }

  public static ControlTarget policy() {
    return new ControlTarget(Kind.POLICY, Scope.FIRM, TradingStateEntry.ALL, null, null);
  }

  /// The account it is about; null for another scope and for the accounts without own limits.
  @Nullable ClientId client() {
    return scope == Scope.ACCOUNT && !isDefault() ? new ClientId(subject) : null;
  }

  boolean isDefault() {
    return (kind == Kind.LIMIT || kind == Kind.SHORT_SALE)
        && scope == Scope.ACCOUNT
        && subject.equals(RiskLimit.DEFAULT);
  }

  /// What counts for the target's account when nothing of its own is set; null where nothing does.
  @Nullable ControlTarget otherwise() {
    return (kind == Kind.LIMIT || kind == Kind.SHORT_SALE) && scope == Scope.ACCOUNT && !isDefault()
        ? new ControlTarget(kind, scope, RiskLimit.DEFAULT, symbol, control)
        : null;
  }
}
