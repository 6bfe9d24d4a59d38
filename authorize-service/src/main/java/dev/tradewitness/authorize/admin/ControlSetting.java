package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import dev.tradewitness.authorize.decision.Scope;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whether short sales are allowed, whether an account may trade a symbol, or which desk it is of.
@Entity
@Table(name = "control_setting")
public class ControlSetting {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  @Enumerated(EnumType.STRING)
  private Kind kind;

  @Enumerated(EnumType.STRING)
  private Scope scope;

  private String subject;
  private @Nullable String symbol;
  private String value;
  private String reason;
  private String actor;
  private Instant changedAt;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected ControlSetting() {}

  ControlSetting(ControlRecord record) {
    this.kind = record.target().kind();
    this.scope = record.target().scope();
    this.subject = record.target().subject();
    this.symbol = record.target().symbol();
    this.value = Objects.requireNonNull(record.after());
    this.reason = record.reason();
    this.actor = record.author();
    this.changedAt = record.recordedAt();
  }

  ControlTarget target() {
    return new ControlTarget(kind, scope, subject, symbol, null);
  }

  public Kind kind() {
    return kind;
  }

  public Scope scope() {
    return scope;
  }

  public String subject() {
    return subject;
  }

  /// Of an account's list; null otherwise.
  public @Nullable String symbol() {
    return symbol;
  }

  public String value() {
    return value;
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
