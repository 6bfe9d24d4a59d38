package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import org.jspecify.annotations.Nullable;

/// What a change is about. Symbols are in their one form.
///
/// @param subject of the scope; `all` for the firm, [RiskLimit#DEFAULT] for accounts without limits
///   of their own
/// @param control of a limit; null for anything else
public record ControlTarget(Kind kind, Scope scope, String subject, @Nullable Control control) {

  /// What can be changed.
  public enum Kind {
    LIMIT,
    TRADING_STATE,
    INSTRUMENT,
    /// Which policy judges. There is one for all.
    POLICY
  }

  public ControlTarget {
    if (kind == Kind.LIMIT == (control == null)) {
      throw new IllegalArgumentException("a limit has a control, nothing else has one");
    }
    subject = scope == Scope.SYMBOL ? new Symbol(subject).value() : subject;
  }

  public static ControlTarget limit(LimitScope scope, String subject, Control control) {
    Scope of =
        switch (scope) {
          case ACCOUNT -> Scope.ACCOUNT;
          case SYMBOL -> Scope.SYMBOL;
        };
    return new ControlTarget(Kind.LIMIT, of, subject, control);
  }

  public static ControlTarget state(Scope scope, String subject) {
    return new ControlTarget(Kind.TRADING_STATE, scope, subject, null);
  }

  public static ControlTarget instrument(Symbol symbol) {
    return new ControlTarget(Kind.INSTRUMENT, Scope.SYMBOL, symbol.value(), null);
  }

  public static ControlTarget policy() {
    return new ControlTarget(Kind.POLICY, Scope.FIRM, TradingStateEntry.ALL, null);
  }

  /// The account it is about; null for another scope and for the accounts without own limits.
  @Nullable ClientId client() {
    return scope == Scope.ACCOUNT && !isDefault() ? new ClientId(subject) : null;
  }

  boolean isDefault() {
    return kind == Kind.LIMIT && scope == Scope.ACCOUNT && subject.equals(RiskLimit.DEFAULT);
  }
}
