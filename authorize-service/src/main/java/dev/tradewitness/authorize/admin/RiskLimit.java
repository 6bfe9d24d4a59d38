package dev.tradewitness.authorize.admin;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
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
    NET_EXPOSURE;

    /// Of its amounts.
    public String unit() {
      return this == MAX_ORDER_QTY ? "quantity" : "notional";
    }

    /// Exposure is the account's; a symbol's limits are about single orders.
    public boolean isOf(LimitScope scope) {
      return scope == LimitScope.ACCOUNT || this == MAX_ORDER_QTY || this == MAX_ORDER_VALUE;
    }
  }

  /// Whose limit it is.
  public enum LimitScope {
    ACCOUNT,
    SYMBOL
  }

  /// The subject whose limits count for accounts without their own.
  public static final String DEFAULT = "default";

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  @Enumerated(EnumType.STRING)
  private LimitScope scope;

  private String subject;

  @Enumerated(EnumType.STRING)
  private Control control;

  private BigDecimal amount;
  private String unit;
  private String changedBy;
  private Instant changedAt;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected RiskLimit() {}

  RiskLimit(
      LimitScope scope, String subject, Control control, BigDecimal amount, String by, Instant at) {
    this.scope = scope;
    this.subject = subject;
    this.control = control;
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
