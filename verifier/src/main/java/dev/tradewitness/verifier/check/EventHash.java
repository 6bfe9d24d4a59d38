package dev.tradewitness.verifier.check;

import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.event.HashProfile;
import dev.tradewitness.verifier.evidence.EventDocument;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Proof;
import dev.tradewitness.verifier.trust.Trust;
import java.util.Optional;

/// The document is the one whose hash the proof is about.
final class EventHash implements Check {

  @Override
  public String name() {
    return "event-hash";
  }

  @Override
  public String shows() {
    return "SHA-256 over each document's canonical form is the event_hash that everything else is about";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    for (EventDocument event : evidence.events().values()) {
      Proof proof = evidence.proofs().get(event.place());
      if (proof == null) {
        findings.add(event.path(), "has no proof that states its hash");
      } else {
        compare(event, proof, findings);
      }
    }
    return findings.orPass("%d events".formatted(evidence.events().size()));
  }

  private static void compare(EventDocument event, Proof proof, Findings findings) {
    String where = event.path();
    // The layout decides, not the proof: with both layouts in one document the proof could else
    // point at the one that nobody reads.
    Optional<HashProfile> profile = HashProfile.of(event.json());
    if (profile.isEmpty()) {
      findings.add(where, "has neither header and payload nor Header and Payload");
      return;
    }
    String layout = profile.get().wireName();
    findings.requireEqual(where, "the proof's hash_profile", proof.hashProfile(), layout);
    findings.requireEqual(where, "security's hash_profile", proof.security().hashProfile(), layout);
    findings.requireEqual(where, "hash_algo", proof.security().hashAlgo(), "SHA256");
    findings.requireEqual(
        where, "security's event_hash", proof.security().eventHash(), proof.eventHash());
    try {
      findings.requireEqual(
          where, "the document's hash", profile.get().hash(event.json()), proof.eventHash());
    } catch (JsonRefusedException e) {
      findings.add(where, "has no canonical form: %s", e.getMessage());
    }
  }
}
