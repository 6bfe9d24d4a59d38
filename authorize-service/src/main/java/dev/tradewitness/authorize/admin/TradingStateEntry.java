package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Scope;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A trading state that somebody set.
@Entity
@Table(name = "trading_state")
public class TradingStateEntry {

  /// The subject of scope FIRM.
  public static final String ALL = "all";

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  @Enumerated(EnumType.STRING)
  private Scope scope;

  private String subject;

  @Enumerated(EnumType.STRING)
  private TradingState state;

  private String reason;
  private String actor;
  private Instant changedAt;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected TradingStateEntry() {}

  TradingStateEntry(Scope scope, String subject, Setting setting) {
    this.scope = scope;
    this.subject = subject;
    this.state = setting.state();
    this.reason = setting.reason();
    this.actor = setting.actor();
    this.changedAt = setting.at();
  }

  /// What somebody sets, why, and when.
  record Setting(TradingState state, String reason, String actor, Instant at) {}

  void set(Setting setting) {
    state = setting.state();
    reason = setting.reason();
    actor = setting.actor();
    changedAt = setting.at();
  }

  public Scope scope() {
    return scope;
  }

  public String subject() {
    return subject;
  }

  public TradingState state() {
    return state;
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
