package dev.tradewitness.authorize.admin;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

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

  private String reason;
  private String actor;
  private Instant changedAt;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected Instrument() {}

  Instrument(String symbol, Status status, String reason, String actor, Instant changedAt) {
    this.symbol = symbol;
    this.status = status;
    this.reason = reason;
    this.actor = actor;
    this.changedAt = changedAt;
  }

  public String symbol() {
    return symbol;
  }

  public Status status() {
    return status;
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
