package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.decision.Scope;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A limit in force.
@Entity
@Table(name = "risk_limit")
public class RiskLimit {

  /// What is limited.
  public enum Control {
    MAX_ORDER_QTY,
    MAX_ORDER_VALUE,
    GROSS_EXPOSURE,
    NET_EXPOSURE,
    PRICE_COLLAR_PERCENT,
    PRICE_COLLAR_ABSOLUTE,
    MAX_OPEN_ORDERS,
    MESSAGE_RATE,
    DUPLICATE_ORDER,
    POSITION_LONG,
    POSITION_SHORT;

    /// Of its amounts.
    public String unit() {
      return switch (this) {
        case MAX_ORDER_QTY, POSITION_LONG, POSITION_SHORT -> "quantity";
        case MAX_ORDER_VALUE, GROSS_EXPOSURE, NET_EXPOSURE -> "notional";
        case PRICE_COLLAR_PERCENT -> "percent";
        case PRICE_COLLAR_ABSOLUTE -> "price";
        case MAX_OPEN_ORDERS, DUPLICATE_ORDER -> "orders";
        case MESSAGE_RATE -> "orders/s";
      };
    }

    /// A symbol's limits are about single orders. Positions are limited in one symbol of an
    /// account, open orders there and in all. Desk and firm have no price collar: a price is right
    /// or wrong for a symbol, whoever trades it.
    ///
    /// @param inSymbol true of a limit of an account in one symbol
    public boolean isOf(LimitScope scope, boolean inSymbol) {
      return switch (this) {
        case MAX_ORDER_QTY, MAX_ORDER_VALUE -> !inSymbol;
        case PRICE_COLLAR_PERCENT, PRICE_COLLAR_ABSOLUTE -> !inSymbol && !scope.isOfAccounts();
        case GROSS_EXPOSURE, NET_EXPOSURE, MESSAGE_RATE -> scope != LimitScope.SYMBOL && !inSymbol;
        case MAX_OPEN_ORDERS -> scope == LimitScope.ACCOUNT || scope.isOfAccounts() && !inSymbol;
        case DUPLICATE_ORDER -> scope == LimitScope.ACCOUNT && !inSymbol;
        case POSITION_LONG, POSITION_SHORT -> scope == LimitScope.ACCOUNT && inSymbol;
      };
    }
  }

  /// Whose limit it is.
  public enum LimitScope {
    FIRM,
    DESK,
    ACCOUNT,
    SYMBOL;

    /// Whether several accounts count together.
    public boolean isOfAccounts() {
      return this == FIRM || this == DESK;
    }

    Scope scope() {
      return switch (this) {
        case FIRM -> Scope.FIRM;
        case DESK -> Scope.DESK;
        case ACCOUNT -> Scope.ACCOUNT;
        case SYMBOL -> Scope.SYMBOL;
      };
    }
  }

  /// The subject whose limits count for accounts without their own.
  public static final String DEFAULT = "default";

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  @Enumerated(EnumType.STRING)
  private LimitScope scope;

  private String subject;
  private @Nullable String symbol;

  @Enumerated(EnumType.STRING)
  private Control control;

  private BigDecimal amount;
  private String unit;
  private String changedBy;
  private Instant changedAt;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected RiskLimit() {}

  RiskLimit(ControlTarget target, BigDecimal amount, String by, Instant at) {
    this.scope = LimitScope.valueOf(target.scope().name());
    this.subject = target.subject();
    this.symbol = target.symbol();
    this.control = Objects.requireNonNull(target.control());
    this.unit = control.unit();
    this.amount = amount;
    this.changedBy = by;
    this.changedAt = at;
  }

  void set(BigDecimal amount, String by, Instant at) {
    this.amount = amount;
    changedBy = by;
    changedAt = at;
  }

  public LimitScope scope() {
    return scope;
  }

  public String subject() {
    return subject;
  }

  /// Of a limit of the account in one symbol; null of any other.
  public @Nullable String symbol() {
    return symbol;
  }

  public Control control() {
    return control;
  }

  public BigDecimal amount() {
    return amount;
  }

  public String unit() {
    return unit;
  }

  public String changedBy() {
    return changedBy;
  }

  public Instant changedAt() {
    return changedAt;
  }
}
