package dev.tradewitness.verifier.check;

import dev.tradewitness.evidence.timestamp.StampTime;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Proof;
import dev.tradewitness.verifier.evidence.PublishedKeys.Purpose;
import dev.tradewitness.verifier.evidence.PublishedKeys.SigningKey;
import dev.tradewitness.verifier.trust.Trust;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Capture signed the hash of each event.
final class EventSignature implements Check {

  @Override
  public String name() {
    return "event-signature";
  }

  @Override
  public String shows() {
    return "each event's hash is signed by an event key; streams signed by checkpoint say so";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    Set<String> keyIds = new TreeSet<>();
    long signed = 0;
    ProvenTimes times = ProvenTimes.of(evidence, trust);
    for (Proof proof : evidence.proofs().values()) {
      Optional<Proof.Signature> signature = proof.security().signature();
      if (signature.isPresent()) {
        signed++;
        keyIds.add(signature.get().keyId());
        verify(proof, signature.get(), evidence, trust, times, findings);
      }
    }
    long unsigned = evidence.proofs().size() - signed;
    if (signed == 0) {
      return findings.orNotChecked(
          "no event carries a signature of its own: the batch's and the checkpoint's stand for them");
    }
    String rest =
        unsigned == 0 ? "" : "; %d more only under batch and checkpoint".formatted(unsigned);
    return findings.orPass("%d events by %s%s".formatted(signed, String.join(", ", keyIds), rest));
  }

  private static void verify(
      Proof proof,
      Proof.Signature signature,
      Evidence evidence,
      Trust trust,
      ProvenTimes times,
      Findings findings) {
    findings.requireEqual(proof.path(), "sign_algo", signature.algorithm(), "ED25519");
    Optional<SigningKey> key = trust.key(signature.keyId(), Purpose.EVENT);
    if (key.isEmpty()) {
      findings.add(proof.path(), "signed by %s, no event key of that id", signature.keyId());
      return;
    }
    if (!key.get().key().verifies(proof.eventHash().bytes(), signature.bytes())) {
      findings.add(
          proof.path(),
          "not the signature of %s over %s: %s",
          signature.keyId(),
          proof.eventHash(),
          signature.base64());
    }
    requireInUse(proof, key.get(), evidence.batch(proof.batch().batchId()), times, findings);
  }

  // An event is signed after it was received and before its batch was closed.
  private static void requireInUse(
      Proof proof, SigningKey key, Optional<Batch> batch, ProvenTimes times, Findings findings) {
    Instant notAfter = key.notAfter();
    if (notAfter != null && proof.receivedAt().isAfter(notAfter.plus(StampTime.CLOCK_TOLERANCE))) {
      findings.add(
          proof.path(),
          "received at %s, key %s ended at %s",
          proof.receivedAt(),
          key.keyId(),
          notAfter);
    }
    Instant notBefore = key.notBefore();
    if (notBefore != null
        && batch.isPresent()
        && batch.get().closedAt().isBefore(notBefore.minus(StampTime.CLOCK_TOLERANCE))) {
      findings.add(
          proof.path(),
          "its batch closed at %s, key %s began at %s",
          batch.get().closedAt(),
          key.keyId(),
          notBefore);
    }
    KeyUse.requireOfEvent(proof.path(), key, batch.flatMap(times::of), findings);
  }
}
