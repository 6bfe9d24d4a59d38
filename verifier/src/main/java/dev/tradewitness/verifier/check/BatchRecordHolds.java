package dev.tradewitness.verifier.check;

import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.BatchRecord;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Place;
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
    for (Batch batch : evidence.batches()) {
      requireWhole(batch, evidence, findings);
      requireSigned(batch, trust, findings);
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
    requireEventId(
        batch, batch.first(), "first_event_id", batch.firstEventId(), evidence, findings);
    requireEventId(batch, batch.last(), "last_event_id", batch.lastEventId(), evidence, findings);
    try {
      findings.requireEqual(
          where, "batch_hash", batch.batchHash(), BatchRecord.batchHash(batch.json()));
    } catch (JsonRefusedException e) {
      findings.add(where, "has no canonical form: %s", e.getMessage());
    }
  }

  private static void requireEventId(
      Batch batch,
      long sequence,
      String member,
      String stated,
      Evidence evidence,
      Findings findings) {
    Proof proof = evidence.proofs().get(new Place(batch.policyId(), sequence));
    if (proof != null) {
      findings.requireEqual(batch.path(), member, stated, proof.eventId());
    }
  }

  private static void requireSigned(Batch batch, Trust trust, Findings findings) {
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
    requireInUse(batch, found.get(), findings);
  }

  private static void requireInUse(Batch batch, SigningKey key, Findings findings) {
    Instant notBefore = key.notBefore();
    Instant notAfter = key.notAfter();
    if (notBefore != null && batch.closedAt().isBefore(notBefore.minus(Clocks.TOLERANCE))
        || notAfter != null && batch.closedAt().isAfter(notAfter.plus(Clocks.TOLERANCE))) {
      findings.add(
          batch.path(),
          "closed at %s, key %s was in use from %s to %s",
          batch.closedAt(),
          key.keyId(),
          notBefore,
          notAfter);
    }
  }
}
