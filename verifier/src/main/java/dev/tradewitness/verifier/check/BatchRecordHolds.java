package dev.tradewitness.verifier.check;

import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.BatchRecord;
import dev.tradewitness.evidence.format.Place;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Proof;
import dev.tradewitness.verifier.evidence.PublishedKeys.Purpose;
import dev.tradewitness.verifier.evidence.PublishedKeys.SigningKey;
import dev.tradewitness.verifier.trust.Trust;
import java.time.Instant;
import java.util.Optional;

/// The batch record is of one piece and signed.
final class BatchRecordHolds implements Check {

  @Override
  public String name() {
    return "batch-record";
  }

  @Override
  public String shows() {
    return "batch_hash, count and range agree; merkle_root and batch_hash are signed by a checkpoint key";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    ProvenTimes times = ProvenTimes.of(evidence, trust);
    for (Batch batch : evidence.batches()) {
      requireWhole(batch, evidence, findings);
      requireSigned(batch, trust, times, findings);
    }
    if (evidence.batches().isEmpty()) {
      findings.add("", "the bundle holds no batch record");
    }
    return findings.orPass("%d records".formatted(evidence.batches().size()));
  }

  private static void requireWhole(Batch batch, Evidence evidence, Findings findings) {
    String where = batch.path();
    findings.requireEqual(where, "merkle_algo", batch.merkleAlgo(), "RFC6962");
    findings.requireEqual(
        where, "event_count", batch.eventCount(), batch.last() - batch.first() + 1);
    if (batch.first() > batch.last()) {
      findings.add(where, "its range is %d to %d", batch.first(), batch.last());
    }
    if (batch.checkpoint().size() <= batch.last()) {
      findings.add(
          where,
          "its checkpoint has %d leaves and does not reach event %d",
          batch.checkpoint().size(),
          batch.last());
    }
    requireEvent(
        batch, batch.first(), batch.firstEventId(), batch.firstTimestamp(), evidence, findings);
    requireEvent(
        batch, batch.last(), batch.lastEventId(), batch.lastTimestamp(), evidence, findings);
    try {
      findings.requireEqual(
          where, "batch_hash", batch.batchHash(), BatchRecord.batchHash(batch.json()));
    } catch (JsonRefusedException e) {
      findings.add(where, "has no canonical form: %s", e.getMessage());
    }
  }

  // The record names its first and last event; so their ids and times are under its hash.
  private static void requireEvent(
      Batch batch,
      long sequence,
      String eventId,
      Instant receivedAt,
      Evidence evidence,
      Findings findings) {
    Proof proof = evidence.proofs().get(new Place(batch.policyId(), sequence));
    if (proof != null) {
      String of = " of event " + sequence;
      findings.requireEqual(batch.path(), "the id" + of, eventId, proof.eventId());
      findings.requireEqual(batch.path(), "received_at" + of, receivedAt, proof.receivedAt());
    }
  }

  private static void requireSigned(
      Batch batch, Trust trust, ProvenTimes times, Findings findings) {
    String where = batch.path();
    findings.requireEqual(where, "sign_algo", batch.signAlgo(), "ED25519");
    Optional<SigningKey> found = trust.key(batch.signingKeyId(), Purpose.CHECKPOINT);
    if (found.isEmpty()) {
      findings.add(where, "signed by %s, no checkpoint key of that id", batch.signingKeyId());
      return;
    }
    Ed25519PublicKey key = found.get().key();
    if (!key.verifies(batch.merkleRoot().bytes(), batch.signatureBytes())) {
      findings.add(
          where,
          "signature is not %s's over merkle_root %s: %s",
          key.keyId(),
          batch.merkleRoot(),
          batch.signature());
    }
    Hash batchHash = batch.batchHash();
    if (!key.verifies(batchHash.bytes(), batch.recordSignatureBytes())) {
      findings.add(
          where,
          "record_signature is not %s's over batch_hash %s: %s",
          key.keyId(),
          batchHash,
          batch.recordSignature());
    }
    KeyUse.requireStated(where, "closed", batch.closedAt(), found.get(), findings);
    KeyUse.requireOfBatch(where, found.get(), times.of(batch), findings);
  }
}
