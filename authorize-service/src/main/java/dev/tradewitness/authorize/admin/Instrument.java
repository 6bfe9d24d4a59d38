package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.order.ExactDecimal;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An instrument known here.
@Entity
@Table(name = "instrument")
public class Instrument {

  /// Whether orders in it may pass.
  public enum Status {
    TRADABLE,
    RESTRICTED
  }

  @Id private String symbol;

  @Enumerated(EnumType.STRING)
  private Status status;

  private @Nullable BigDecimal tickSize;
  private @Nullable BigDecimal lotSize;
  private @Nullable BigDecimal minQty;
  private @Nullable BigDecimal multiplier;
  private @Nullable String currency;
  private String reason;
  private String actor;
  private Instant changedAt;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected Instrument() {}

  Instrument(InstrumentValue value, ControlRecord record) {
    this.symbol = record.target().subject();
    this.status = value.status();
    this.tickSize = value.tickSize();
    this.lotSize = value.lotSize();
    this.minQty = value.minQty();
    this.multiplier = value.multiplier();
    this.currency = value.currency();
    this.reason = record.reason();
    this.actor = record.author();
    this.changedAt = record.recordedAt();
  }

  public String symbol() {
    return symbol;
  }

  public InstrumentValue value() {
    return new InstrumentValue(
        status, normal(tickSize), normal(lotSize), normal(minQty), normal(multiplier), currency);
  }

  private static @Nullable BigDecimal normal(@Nullable BigDecimal amount) {
    return amount == null ? null : ExactDecimal.normal(amount);
  }

  public String reason() {
    return reason;
  }

  public String actor() {
    return actor;
  }

  public Instant changedAt() {
    return changedAt;
  }
}
