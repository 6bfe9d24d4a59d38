package dev.tradewitness.capture.anchored;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/// A closed batch of one stream, as the anchor-service last described it.
@Entity
@Table(name = "anchored_batch")
@NullUnmarked // JPA fills the fields
public class AnchoredBatch {

  /// The status after which nothing changes any more.
  static final String ANCHORED = "ANCHORED";

  @Id
  @Column(name = "batch_id")
  private String batchId;

  @Column(name = "policy_id", nullable = false)
  private String policyId;

  @Column(name = "first_sequence", nullable = false)
  private long firstSequence;

  @Column(name = "last_sequence", nullable = false)
  private long lastSequence;

  @Column(name = "merkle_root", nullable = false)
  private String merkleRoot;

  @Column(name = "status", nullable = false)
  private String status;

  @Column(name = "closed_at")
  private @Nullable Instant closedAt;

  @Column(name = "anchored_at")
  private @Nullable Instant anchoredAt;

  @Column(name = "record", nullable = false)
  private String record;

  protected AnchoredBatch() {}

  AnchoredBatch(BatchDescription d) {
    this.batchId = d.batchId();
    this.policyId = d.policyId();
    this.firstSequence = d.firstSequence();
    this.lastSequence = d.lastSequence();
    this.merkleRoot = d.merkleRoot();
    this.status = d.status();
    this.closedAt = d.closedAt();
    this.anchoredAt = d.anchoredAt();
    this.record = d.record();
  }

  public String batchId() {
    return batchId;
  }

  public String policyId() {
    return policyId;
  }

  public long firstSequence() {
    return firstSequence;
  }

  public long lastSequence() {
    return lastSequence;
  }

  public String merkleRoot() {
    return merkleRoot;
  }

  public String status() {
    return status;
  }

  public @Nullable Instant closedAt() {
    return closedAt;
  }

  public @Nullable Instant anchoredAt() {
    return anchoredAt;
  }
}
