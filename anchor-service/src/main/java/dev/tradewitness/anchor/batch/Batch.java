package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.anchoring.Trust;
import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.anchor.log.Tree;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A closed batch: the range `[first, last]` of a log, its own root, and the signed record of it.
/// Only `status`, `anchoredAt` and `awaitsExternal` change after it was closed.
@Entity
@Table(name = "batch")
public class Batch {

  @Id
  @Column(name = "batch_id")
  private UUID batchId;

  @Column(name = "log_no", nullable = false)
  private int logNo;

  @Column(name = "policy_id", nullable = false)
  private String policyId;

  @Enumerated(EnumType.STRING)
  @Column(name = "conformance_tier", nullable = false)
  private Tier tier;

  @Column(name = "tree_no", nullable = false)
  private long treeNo;

  @Column(name = "first_sequence", nullable = false)
  private long firstSequence;

  @Column(name = "last_sequence", nullable = false)
  private long lastSequence;

  @Column(name = "first_event_at", nullable = false)
  private Instant firstEventAt;

  @Column(name = "merkle_root", nullable = false)
  private byte[] merkleRoot;

  @Column(name = "batch_hash", nullable = false)
  private byte[] batchHash;

  @Column(name = "record", nullable = false)
  private String record;

  @Column(name = "signature", nullable = false)
  private String signature;

  @Column(name = "record_signature", nullable = false)
  private String recordSignature;

  @Column(name = "closed_at", nullable = false)
  private Instant closedAt;

  @Column(name = "anchored_at")
  private @Nullable Instant anchoredAt;

  @Column(name = "awaits_external", nullable = false)
  private boolean awaitsExternal;

  @Enumerated(EnumType.STRING)
  @Column(name = "status", nullable = false)
  private BatchStatus status;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected Batch() {}

  Batch(Place place, JsonObject immutable, Hash batchHash, Signatures signatures) {
    this.batchId = place.batchId();
    this.logNo = place.tree().logNo();
    this.policyId = place.policyId().value();
    this.tier = place.tier();
    this.treeNo = place.tree().treeNo();
    this.firstSequence = place.tree().firstSequence();
    this.lastSequence = place.tree().firstSequence() + place.head().size() - 1;
    this.firstEventAt = place.firstEventAt();
    this.merkleRoot = place.head().root().bytes();
    this.batchHash = batchHash.bytes();
    this.record = new String(CanonicalJson.ofOwn(immutable), StandardCharsets.UTF_8);
    this.signature = signatures.ofRoot();
    this.recordSignature = signatures.ofRecord();
    this.closedAt = place.closedAt();
    this.status = BatchStatus.PENDING;
  }

  /// Where a batch is and what it covers.
  record Place(
      UUID batchId,
      PolicyId policyId,
      Tier tier,
      Tree tree,
      TreeHead head,
      Instant firstEventAt,
      Instant closedAt) {}

  /// Base64 signatures over the raw root and over the raw batch hash.
  record Signatures(String ofRoot, String ofRecord) {}

  /// @param targets who runs each target that it is handed to
  void handedTo(Collection<Trust> targets) {
    awaitsExternal = targets.contains(Trust.EXTERNAL);
  }

  void anchored(Trust trust, Instant at) {
    if (anchoredAt == null) {
      anchoredAt = at;
      status = BatchStatus.ANCHORED;
    }
    if (trust == Trust.EXTERNAL) {
      awaitsExternal = false;
    }
  }

  public UUID batchId() {
    return batchId;
  }

  public PolicyId policyId() {
    return new PolicyId(policyId);
  }

  public Tier tier() {
    return tier;
  }

  /// The tree over the batch alone.
  public Tree tree() {
    return new Tree(treeNo, logNo, firstSequence);
  }

  public TreeHead head() {
    return new TreeHead(lastSequence - firstSequence + 1, new Hash(merkleRoot));
  }

  /// What targets vouch for: the batch hash, which covers root, place and time.
  Hash imprint() {
    return batchHash();
  }

  public int logNo() {
    return logNo;
  }

  public long firstSequence() {
    return firstSequence;
  }

  public long lastSequence() {
    return lastSequence;
  }

  public Instant firstEventAt() {
    return firstEventAt;
  }

  public Hash batchHash() {
    return new Hash(batchHash);
  }

  /// The members that never change, as they were hashed.
  JsonObject immutable() {
    try {
      return Json.parseObject(record.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException(
          "the stored record of batch %s is damaged".formatted(batchId), e);
    }
  }

  String signature() {
    return signature;
  }

  String recordSignature() {
    return recordSignature;
  }

  public Instant closedAt() {
    return closedAt;
  }

  /// Null until an anchor is confirmed.
  public @Nullable Instant anchoredAt() {
    return anchoredAt;
  }

  public BatchStatus status() {
    return status;
  }
}
