package dev.tradewitness.authorize.admin;

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

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected StoredPolicy() {}

  StoredPolicy(
      String version,
      String document,
      String digest,
      Status status,
      String createdBy,
      Instant createdAt) {
    this.version = version;
    this.document = document;
    this.digest = digest;
    this.status = status;
    this.createdBy = createdBy;
    this.createdAt = createdAt;
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
}
