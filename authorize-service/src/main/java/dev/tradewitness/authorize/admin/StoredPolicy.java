package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.decision.PolicyRef;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// A policy version as it was written; the document never changes.
@Entity
@Table(name = "policy_version")
public class StoredPolicy {

  /// Whether it judges.
  public enum Status {
    ACTIVE,
    RETIRED,
    DRAFT
  }

  @Id private String version;
  private String document;
  private String digest;

  @Enumerated(EnumType.STRING)
  private Status status;

  private String createdBy;
  private Instant createdAt;

  private String reason;
  private long number;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected StoredPolicy() {}

  /// Its name with the digest that was recorded when it was stored.
  public PolicyRef ref() {
    return new PolicyRef(version, digest);
  }

  public String version() {
    return version;
  }

  public String document() {
    return document;
  }

  public String digest() {
    return digest;
  }

  public Status status() {
    return status;
  }

  public String createdBy() {
    return createdBy;
  }

  public Instant createdAt() {
    return createdAt;
  }

  /// Why it was made; empty for the first one.
  public String reason() {
    return reason;
  }

  /// Its place among all versions, in the order in which they were stored.
  public long number() {
    return number;
  }
}
