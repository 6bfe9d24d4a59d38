package dev.tradewitness.authorize.policy;

import dev.cel.runtime.CelVariableResolver;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.policy.DecimalCel.Variables;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An order as the rules of a policy see it. Resolved by name: from a map, CEL would make a copy of
/// all variables for every rule.
record OrderVariables(
    Candidate candidate, Decimal qty, @Nullable Decimal price, @Nullable Decimal value)
    implements CelVariableResolver {

  static OrderVariables of(Candidate candidate) {
    return new OrderVariables(
        candidate,
        new Decimal(candidate.order().qty().value()),
        decimal(candidate.quotedPrice()),
        decimal(candidate.value()));
  }

  private static @Nullable Decimal decimal(@Nullable BigDecimal amount) {
    return amount == null ? null : new Decimal(amount);
  }

  @Override
  public Optional<Object> find(String name) {
    var order = candidate.order();
    return switch (name) {
      case Variables.CLIENT -> Optional.of(candidate.client().value());
      case Variables.ID -> Optional.of(order.id().value());
      case Variables.SYMBOL -> Optional.of(order.symbol().value());
      case Variables.SIDE -> Optional.of(order.side().name());
      case Variables.TYPE -> Optional.of(order.type().name());
      case Variables.TIME_IN_FORCE -> Optional.of(candidate.timeInForce().name());
      case Variables.QTY -> Optional.of(qty);
      case Variables.HAS_PRICE -> Optional.of(price != null);
      case Variables.PRICE -> Optional.ofNullable(price);
      case Variables.VALUE -> Optional.ofNullable(value);
      default -> Optional.empty();
    };
  }
}
