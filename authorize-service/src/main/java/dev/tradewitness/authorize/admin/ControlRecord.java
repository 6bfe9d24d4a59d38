package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.JsonText;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Rfc3339;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One step of one change, with its number among all of them. Never changed once it is stored.
@Entity
@Table(name = "control_record")
public class ControlRecord {

  /// What happened to the change.
  public enum Step {
    /// The database had this value, and no record said so: of a first start, of an earlier version,
    /// or set there by hand.
    FOUND,
    /// It waits for a second person.
    REQUESTED,
    IN_FORCE,
    REJECTED
  }

  /// The digest that the first record names as the one before it.
  static final String NOTHING_BEFORE = "0".repeat(64);

  @Id private long number;
  private UUID changeId;

  @Enumerated(EnumType.STRING)
  private Step step;

  @Enumerated(EnumType.STRING)
  private Kind kind;

  @Enumerated(EnumType.STRING)
  private Scope scope;

  private String subject;
  private @Nullable String symbol;

  @Enumerated(EnumType.STRING)
  private @Nullable Control control;

  @Column(name = "value_before")
  private @Nullable String before;

  @Column(name = "value_after")
  private @Nullable String after;

  @Enumerated(EnumType.STRING)
  private @Nullable ChangeEffect effect;

  private @Nullable Long basedOn;
  private String reason;
  private String author;
  private String actor;
  private @Nullable String comment;
  private Instant recordedAt;
  private @Nullable Instant expiresAt;
  private String digest;
  private byte[] body;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected ControlRecord() {}

  /// @param number one more than that of the record before
  /// @param previous digest of the record before
  ControlRecord(long number, String previous, Entry entry) {
    this.number = number;
    this.changeId = entry.changeId();
    this.step = entry.step();
    this.kind = entry.target().kind();
    this.scope = entry.target().scope();
    this.subject = entry.target().subject();
    this.symbol = entry.target().symbol();
    this.control = entry.target().control();
    this.before = entry.before();
    this.after = entry.after();
    this.effect = entry.effect();
    this.basedOn = entry.basedOn();
    this.reason = entry.reason();
    this.author = entry.author();
    this.actor = entry.actor();
    this.comment = entry.comment();
    this.recordedAt = entry.at();
    this.expiresAt = entry.expiresAt();
    this.body = json(previous).bytes();
    this.digest = Hash.of(body).hex();
  }

  /// What a record says.
  ///
  /// @param before the target's own value before the change; null when it had none
  /// @param after null when it has none any more
  /// @param effect null of a value that was found, and of prices
  /// @param basedOn number of the newest record of what counted for the target before; null where
  ///   there was none
  /// @param actor who took this step
  /// @param comment of the actor, where the actor is not the author
  /// @param at to the microsecond
  /// @param expiresAt of a change that waits
  record Entry(
      UUID changeId,
      Step step,
      ControlTarget target,
      @Nullable String before,
      @Nullable String after,
      @Nullable ChangeEffect effect,
      @Nullable Long basedOn,
      String reason,
      String author,
      String actor,
      @Nullable String comment,
      Instant at,
      @Nullable Instant expiresAt) {

    /// The next step of a change that waits.
    static Entry settled(
        ControlRecord waiting, Step step, String actor, @Nullable String comment, Instant at) {
      return new Entry(
          waiting.changeId,
          step,
          waiting.target(),
          waiting.before,
          waiting.after,
          waiting.effect,
          waiting.basedOn,
          waiting.reason,
          waiting.author,
          actor,
          comment,
          at,
          null);
    }

    /// Back to what the record was a change of.
    static Entry rollBack(
        ControlRecord changed, UUID changeId, String reason, String author, Instant at) {
      return new Entry(
          changeId,
          Step.IN_FORCE,
          changed.target(),
          changed.after,
          changed.before,
          ChangeEffect.ROLLS_BACK,
          changed.number,
          reason,
          author,
          author,
          null,
          at,
          null);
    }
  }

  /// In canonical form (RFC 8785): members by their names. So the digest is that of the record
  /// wherever it is kept as JSON, also as a captured event's payload.
  private JsonText json(String previous) {
    var json = new JsonText().put("actor", actor);
    put(json, "after", after);
    json.put("author", author);
    if (basedOn == null) {
      json.raw("based_on", "null");
    } else {
      json.put("based_on", basedOn);
    }
    put(json, "before", before);
    json.put("change_id", changeId.toString());
    put(json, "comment", comment);
    put(json, "control", control == null ? null : control.name());
    put(json, "effect", effect == null ? null : effect.name());
    put(json, "expires_at", expiresAt == null ? null : Rfc3339.text(expiresAt));
    // Until principals are known at the doors.
    json.put("identity", "unverified")
        .put("kind", kind.name())
        .put("number", number)
        .put("previous", previous)
        .put("reason", reason)
        .put("recorded_at", Rfc3339.text(recordedAt))
        .put("scope", scope.name())
        .put("step", step.name())
        .put("subject", subject);
    // Left out where there is none, as in records from before there were such targets.
    return symbol == null ? json : json.put("symbol", symbol);
  }

  private static void put(JsonText json, String name, @Nullable String value) {
    if (value == null) {
      json.raw(name, "null");
    } else {
      json.put(name, value);
    }
  }

  public ControlTarget target() {
    return new ControlTarget(kind, scope, subject, symbol, control);
  }

  /// Whether somebody asks for what this record asks for already.
  boolean asksForTheSame(Entry other) {
    return target().equals(other.target())
        && Objects.equals(basedOn, other.basedOn())
        && Objects.equals(after, other.after())
        && author.equals(other.author())
        && reason.equals(other.reason());
  }

  /// Whether it is in force for what is asked for, by the same person for the same reason.
  boolean says(@Nullable String asked, ChangeRequest request) {
    return Objects.equals(after, asked)
        && author.equals(request.author())
        && reason.equals(request.reason());
  }

  boolean isBy(String person, String why) {
    return author.equals(person) && reason.equals(why);
  }

  /// The policy after the change; null of any other change.
  @Nullable PolicyRef ifPolicy() {
    return kind == Kind.POLICY && after != null ? PolicyText.ref(after) : null;
  }

  /// The policy before the change; null of any other change and of the first policy.
  @Nullable PolicyRef policyBefore() {
    return kind == Kind.POLICY && before != null ? PolicyText.ref(before) : null;
  }

  /// Whether it waited for too long; never of a record that does not wait.
  public boolean isExpired(Instant now) {
    return expiresAt != null && !expiresAt.isAfter(now);
  }

  /// Names this record in decisions.
  ControlsRef ref() {
    return new ControlsRef(number, digest);
  }

  public long number() {
    return number;
  }

  public UUID changeId() {
    return changeId;
  }

  public Step step() {
    return step;
  }

  public @Nullable String before() {
    return before;
  }

  public @Nullable String after() {
    return after;
  }

  public @Nullable ChangeEffect effect() {
    return effect;
  }

  /// Number of the newest record of what counted for the target before; null where there was none.
  public @Nullable Long basedOn() {
    return basedOn;
  }

  public String reason() {
    return reason;
  }

  public String author() {
    return author;
  }

  public String actor() {
    return actor;
  }

  public @Nullable String comment() {
    return comment;
  }

  public Instant recordedAt() {
    return recordedAt;
  }

  public @Nullable Instant expiresAt() {
    return expiresAt;
  }

  public String digest() {
    return digest;
  }

  /// JSON in UTF-8.
  public byte[] body() {
    return body.clone();
  }
}
